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

/**
 * The end of a pipe that this process has.
 */
public sealed interface PipeEnd extends AutoCloseable permits ProgramInput, ProgramOutput {

	/**
	 * Set what is called on the loop, once after each {@link #request()}, as soon as the
	 * end is ready. To be called once, and before the first request.
	 * @param listener what to call
	 */
	void onReady(Runnable listener);

	/**
	 * Ask to be told when this end is ready. Thread-safe.
	 */
	void request();

	/**
	 * Close this end. Thread-safe.
	 */
	@Override
	void close();

}
