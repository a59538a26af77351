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

import java.util.Optional;
import java.util.OptionalInt;

import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;

/**
 * How a program ended: with a code <em>or</em> by a signal, as {@code waitid(2)} tells
 * it. An exit code of 137 is not the same as an end by SIGKILL.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ExitStatus {

	private static final int BROKEN_PIPE_CODE = 128 + Signal.SIGPIPE.number();

	private final WaitStatus status;

	ExitStatus(WaitStatus status) {
		this.status = status;
	}

	/**
	 * Return whether the program ended by itself with code 0.
	 * @return whether it was successful
	 */
	public boolean isSuccess() {
		return !this.status.signalled() && this.status.value() == 0;
	}

	/**
	 * Return the exit code.
	 * @return the code, 0 to 255, or empty if a signal ended the program
	 */
	public OptionalInt code() {
		return this.status.signalled() ? OptionalInt.empty() : OptionalInt.of(this.status.value());
	}

	/**
	 * Return the signal that ended the program.
	 * @return the signal, or empty if the program ended by itself or by a real-time
	 * signal, which has no name
	 */
	public Optional<Signal> signal() {
		boolean named = this.status.signalled() && this.status.value() <= Signal.values().length;
		return named ? Optional.of(Signal.of(this.status.value())) : Optional.empty();
	}

	/**
	 * Return the number of the signal that ended the program, real-time signals included.
	 * @return the number, or empty if the program ended by itself
	 */
	public OptionalInt signalNumber() {
		return this.status.signalled() ? OptionalInt.of(this.status.value()) : OptionalInt.empty();
	}

	/**
	 * Return whether the program, or the last one of a shell, ended because nobody reads
	 * any more: a shell tells it by its code, and so does the jdk engine.
	 * @return whether it was a SIGPIPE
	 */
	boolean isBrokenPipe() {
		return signal().filter(Signal.SIGPIPE::equals).isPresent() || code().orElse(0) == BROKEN_PIPE_CODE;
	}

	@Override
	public boolean equals(Object other) {
		return this == other || (other instanceof ExitStatus that && this.status.equals(that.status));
	}

	@Override
	public int hashCode() {
		return this.status.hashCode();
	}

	@Override
	public String toString() {
		return this.status.toString();
	}

}
