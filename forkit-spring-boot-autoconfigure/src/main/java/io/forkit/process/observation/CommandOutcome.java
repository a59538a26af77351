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

package io.forkit.process.observation;

/**
 * How a command came out.
 *
 * @since 0.1.0
 */
public enum CommandOutcome {

	/**
	 * The program has ended with the code 0. So has a program in a pipeline that a
	 * SIGPIPE ended because the next one had read enough.
	 */
	SUCCESS,

	/**
	 * The program has ended with another code, or by a signal that did not come from
	 * forkit.
	 */
	FAILURE,

	/**
	 * The program was ended because its time was over.
	 */
	TIMEOUT,

	/**
	 * The program was ended because it wrote more than is kept.
	 */
	OUTPUT_LIMIT,

	/**
	 * The program was ended, or not started, because nobody waits for it any more: its
	 * future was cancelled, the thread was interrupted, it or the template was closed.
	 */
	CANCELLED,

	/**
	 * The program was ended because its input could not be read, or what takes its output
	 * has failed.
	 */
	STREAM_FAILURE,

	/**
	 * The program could not be started, or not be watched.
	 */
	START_FAILURE,

	/**
	 * The program was not started because too many others are running.
	 */
	REJECTED,

	/**
	 * Nothing is known, as while the program is running.
	 */
	UNKNOWN

}
