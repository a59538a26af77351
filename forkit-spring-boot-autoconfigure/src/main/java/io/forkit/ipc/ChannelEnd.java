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

package io.forkit.ipc;

import org.jspecify.annotations.Nullable;

/**
 * How a channel ended.
 *
 * @param cause which way
 * @param failure what went wrong, if something did
 * @since 0.1.0
 */
public record ChannelEnd(Cause cause, @Nullable Throwable failure) {

	/**
	 * Why a channel has ended.
	 */
	public enum Cause {

		/** One of the two has disconnected. */
		DISCONNECTED,

		/**
		 * The stream has ended without a word. Between JVMs the other process has died;
		 * with {@link WireFormat#JSON} it may also have disconnected.
		 */
		PEER_GONE,

		/** The other process has sent what cannot be understood, or the stream broke. */
		FAILED

	}

}
