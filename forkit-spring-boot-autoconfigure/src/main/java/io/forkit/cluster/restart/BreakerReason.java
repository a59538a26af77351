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
 * Why a breaker is open.
 *
 * @since 0.1.0
 */
public enum BreakerReason {

	/** Workers have failed before they were ready, in the same way each time. */
	SAME_FAILURE,

	/** Workers have crashed one after the other, and none was ready for long enough. */
	IN_A_ROW,

	/** More workers have crashed within the period than may be replaced. */
	TOO_MANY,

	/** A worker has ended with an exit code that asks for no other. */
	STAY_DOWN

}
