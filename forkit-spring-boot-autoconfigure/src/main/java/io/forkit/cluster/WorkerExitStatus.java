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

package io.forkit.cluster;

import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a worker ended: with a code, by a signal, or nobody knows how. Never two of them,
 * see {@code waitid(2)}.
 *
 * @param code the exit code, 0 to 255, or {@code null}
 * @param signal the signal, or {@code null}; one without a name, a real-time signal, is
 * only in the text
 * @param text the same for people
 * @since 0.1.0
 */
public record WorkerExitStatus(@Nullable Integer code, @Nullable Signal signal, String text) {

	private static final WorkerExitStatus UNKNOWN = new WorkerExitStatus(null, null,
			"an unknown status: the system did not tell it");

	static WorkerExitStatus of(@Nullable WaitStatus status) {
		if (status == null) {
			return UNKNOWN;
		}
		if (!status.signalled()) {
			return new WorkerExitStatus(status.value(), null, status.toString());
		}
		boolean named = status.value() <= Signal.values().length;
		return new WorkerExitStatus(null, named ? Signal.of(status.value()) : null, status.toString());
	}

	/**
	 * Return whether the system did not tell how the worker ended.
	 * @return whether it is unknown
	 */
	public boolean isUnknown() {
		return this == UNKNOWN || equals(UNKNOWN);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
