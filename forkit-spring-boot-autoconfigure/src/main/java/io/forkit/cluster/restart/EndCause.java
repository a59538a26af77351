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

/**
 * What kind of end a worker has come to.
 *
 * @since 0.1.0
 */
public enum EndCause {

	/**
	 * Nobody in the cluster has asked for it: a signal from outside, an error of the JVM,
	 * {@code System.exit}, or the end of {@code main}, whatever the exit status.
	 */
	CRASH,

	/** It did not answer any more, and was ended for that. A crash if that is wanted. */
	HUNG,

	/**
	 * It has said itself that it wants to leave, or code in the primary has killed it.
	 */
	LEFT,

	/** The cluster has ended it: a stop, a reload, another number of workers. */
	PLANNED;

	/**
	 * Return whether this is a crash.
	 * @param countHung whether a worker that hung counts as one that has crashed
	 * @return whether it is
	 */
	boolean isCrash(boolean countHung) {
		return this == CRASH || (this == HUNG && countHung);
	}

	/**
	 * Return whether the next worker has to wait although this is no crash: what can
	 * happen again and again by itself would keep the machine busy with nothing else.
	 */
	boolean isPaced() {
		return this == LEFT || this == HUNG;
	}

}
