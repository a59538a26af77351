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

package io.forkit.process;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A program to work with while it is running, as of Node's {@code spawn}.
 * <p>
 * All callbacks of one program run one after the other on the template's executor; they
 * may block, which makes the program wait when it writes. What they throw is logged. They
 * come in Node's order: {@code onSpawn} before everything else, {@code onExit} when the
 * program has ended, {@code onClose} when its streams have ended as well and all else has
 * been called.
 *
 * @since 0.1.0
 * @see ProcessSpec
 * @see <a href=
 * "https://nodejs.org/api/child_process.html#child_processspawncommand-args-options">spawn</a>
 */
public interface SpawnSpec extends ProcessSpec<SpawnSpec> {

	/**
	 * Set stdin. Defaults to {@link Stdio#pipe()}.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	SpawnSpec stdin(Stdio stdio);

	/**
	 * Set stdout. Defaults to {@link Stdio#pipe()}: a program whose output nobody reads
	 * has to wait when the pipe is full.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	SpawnSpec stdout(Stdio stdio);

	/**
	 * Set stderr. Defaults to {@link Stdio#pipe()}, of which the same is true.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	SpawnSpec stderr(Stdio stdio);

	/**
	 * Set stdin, stdout and stderr alike.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	SpawnSpec stdio(Stdio stdio);

	/**
	 * Set any descriptor. Those from 3 on are closed unless they are set.
	 * @param descriptor the number in the program, 0 to 255
	 * @param stdio what the program gets
	 * @return this spec
	 */
	SpawnSpec stdio(int descriptor, Stdio stdio);

	/**
	 * Let the program lead a session of its own and outlive this process, as Node's
	 * {@code detached}: neither closing it nor closing the template ends it, and signals
	 * reach the program alone. Its pipes break when this process ends, so redirect its
	 * streams.
	 * @return this spec
	 */
	SpawnSpec detached();

	/**
	 * Be given each line that the program writes to stdout, without its end.
	 * @param consumer takes the line
	 * @return this spec
	 */
	SpawnSpec onStdoutLine(Consumer<String> consumer);

	/**
	 * Be given each line that the program writes to stderr, without its end.
	 * @param consumer takes the line
	 * @return this spec
	 */
	SpawnSpec onStderrLine(Consumer<String> consumer);

	/**
	 * Be given the bytes that the program writes to stdout. The fastest form, as nothing
	 * is copied.
	 * @param consumer takes the bytes, which are valid only during the call
	 * @return this spec
	 */
	SpawnSpec onStdout(Consumer<ByteBuffer> consumer);

	/**
	 * Be given the bytes that the program writes to stderr.
	 * @param consumer takes the bytes, which are valid only during the call
	 * @return this spec
	 */
	SpawnSpec onStderr(Consumer<ByteBuffer> consumer);

	/**
	 * Be told that the program was started.
	 * @param callback takes the program
	 * @return this spec
	 */
	SpawnSpec onSpawn(Consumer<ChildProcess> callback);

	/**
	 * Be told that the program has ended. Others may still hold its streams.
	 * @param callback takes the program and how it ended
	 * @return this spec
	 */
	SpawnSpec onExit(BiConsumer<ChildProcess, ExitStatus> callback);

	/**
	 * Be told that the program and its streams have ended.
	 * @param callback takes the program and its result, without output
	 * @return this spec
	 */
	SpawnSpec onClose(BiConsumer<ChildProcess, ProcessResult> callback);

	/**
	 * Be told what went wrong once the program was started: a signal that could not be
	 * sent, an end that could not be learnt.
	 * @param callback takes the program and the failure
	 * @return this spec
	 */
	SpawnSpec onError(BiConsumer<ChildProcess, Throwable> callback);

	/**
	 * Start the program.
	 * @return the running program
	 * @throws ProcessStartException if it could not be started; then no callback is
	 * called
	 * @throws IllegalStateException if the template was closed before
	 */
	ChildProcess start();

}
