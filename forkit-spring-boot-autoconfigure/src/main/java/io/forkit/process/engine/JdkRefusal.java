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
 * Says why something cannot be done with the JDK.
 *
 * @param reason why the native engine is not used, as a clause
 */
record JdkRefusal(String reason) {

	/**
	 * Make the exception for an option.
	 * @param what what the engine cannot do, as a verb and what belongs to it
	 * @param advice what the caller can do instead, without a full stop
	 * @return the exception
	 */
	UnsupportedOperationException of(String what, String advice) {
		return new UnsupportedOperationException(
				"The jdk engine cannot %s. It is used in place of the native engine because %s. %s.".formatted(what,
						this.reason, advice));
	}

}
