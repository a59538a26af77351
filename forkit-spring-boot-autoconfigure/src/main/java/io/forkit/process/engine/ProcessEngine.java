/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.process.engine;

import java.io.IOException;
import java.util.List;

import io.forkit.posix.Signal;

/**
 * Starts programs and tells what becomes of them. What a command means, as its limits and
 * what its output is collected into, is not known here.
 * <p>
 * Implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ProcessEngine extends AutoCloseable {

	/**
	 * Return the name of this engine, for people: {@code native} or {@code jdk}.
	 * @return the name
	 */
	String name();

	/**
	 * Return the thread on which all that happens to programs is told.
	 * @return the loop
	 */
	Loop loop();

	/**
	 * Start programs, the stdout of each being the stdin of the next one.
	 * @param launches what to start, at least one; in all but the last one stdout, and in
	 * all but the first one stdin must be {@link Redirect#PIPE} and is wired here
	 * @return the programs in the same order, each owned by the caller; it must be
	 * {@linkplain EngineProcess#reap() reaped}
	 * @throws IOException if one cannot be started, with a {@link LaunchException} if it
	 * is known which; then none is left running
	 * @throws UnsupportedOperationException if this engine cannot do what is asked for,
	 * with the reason
	 */
	List<EngineProcess> start(List<Launch> launches) throws IOException;

	/**
	 * Return whether programs can be sent a signal.
	 * @param signal the signal
	 * @return whether it can be sent
	 */
	default boolean canSend(Signal signal) {
		return true;
	}

	/**
	 * End the loop. Programs that are still running are neither ended nor watched any
	 * more.
	 */
	@Override
	void close();

}
