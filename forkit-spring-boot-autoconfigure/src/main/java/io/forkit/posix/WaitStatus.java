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

package io.forkit.posix;

/**
 * How a process ended: by itself with a code, or by a signal. Never both, and never mixed
 * into one number as in {@code $?}, see {@code waitid(2)}.
 *
 * @param signalled whether a signal ended the process
 * @param value the exit code (0 to 255) or the number of the signal
 * @param coreDumped whether the signal left a core dump
 * @since 0.1.0
 */
public record WaitStatus(boolean signalled, int value, boolean coreDumped) {

	public static WaitStatus exited(int code) {
		return new WaitStatus(false, code, false);
	}

	public static WaitStatus killed(int signal) {
		return new WaitStatus(true, signal, false);
	}

	@Override
	public String toString() {
		if (!this.signalled) {
			return "exit code " + this.value;
		}
		String name = (this.value <= Signal.values().length) ? Signal.of(this.value).name() : "signal " + this.value;
		return "killed by " + name + (this.coreDumped ? " (core dumped)" : "");
	}

}
