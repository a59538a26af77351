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
 * A listener in the other process has failed.
 *
 * @since 0.1.0
 */
public class RemoteFailureException extends RuntimeException {

	private final String remoteClass;

	private final @Nullable String remoteMessage;

	RemoteFailureException(String remoteClass, @Nullable String remoteMessage) {
		super("The other process has failed: " + remoteClass + ((remoteMessage != null) ? ": " + remoteMessage : ""));
		this.remoteClass = remoteClass;
		this.remoteMessage = remoteMessage;
	}

	/**
	 * Return what was thrown there.
	 * @return the name of the class, which this process need not have
	 */
	public String getRemoteClass() {
		return this.remoteClass;
	}

	/**
	 * Return what it said.
	 * @return the message, if there is one
	 */
	public @Nullable String getRemoteMessage() {
		return this.remoteMessage;
	}

}
