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

package io.forkit.cluster.restart;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a worker has ended.
 *
 * @param cause why
 * @param code its exit code, or {@code null} if it has none
 * @param fromOutside whether the status tells nothing of the program: SIGKILL, or the
 * system did not tell it
 * @param status the exit status for people
 * @param phase what it had reached
 * @param readyFor how long ago it was ready for the first time, or {@code null} if it
 * never was
 * @param failure what it has said of its failure
 * @since 0.1.0
 */
public record WorkerEnd(EndCause cause, @Nullable Integer code, boolean fromOutside, String status, String phase,
		@Nullable Duration readyFor, @Nullable StartFailure failure) {

	boolean wasReady() {
		return this.readyFor != null;
	}

	/**
	 * Return what is the same if the next worker fails in the same way.
	 * @return the signature, or {@code null} if it does not look as if the next one
	 * would: it was ready, or something from outside has ended it
	 */
	@Nullable String signature() {
		if (wasReady() || this.fromOutside) {
			return null;
		}
		return this.status + ", " + this.phase + ((this.failure != null) ? ", " + this.failure.signature() : "");
	}

	/**
	 * Describe the end in one line.
	 * @return a text without a full stop
	 */
	public String describe() {
		StringBuilder text = new StringBuilder(this.status);
		if (!wasReady()) {
			text.append(" before it was ready (").append(this.phase).append(')');
		}
		if (this.failure != null) {
			text.append(": ").append(this.failure);
		}
		return text.toString();
	}

}
