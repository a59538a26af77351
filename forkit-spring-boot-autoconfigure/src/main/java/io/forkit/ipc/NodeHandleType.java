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
 * What a descriptor is that comes with a message, in the words of Node.
 */
enum NodeHandleType {

	/** A {@code net.Server}: a listening stream socket. */
	SERVER("net.Server"),

	/** A {@code net.Socket}: a connected stream socket. */
	SOCKET("net.Socket"),

	/** A bare handle of a stream socket or pipe. */
	NATIVE("net.Native"),

	/** A {@code dgram.Socket}: a bound datagram socket. */
	DATAGRAM("dgram.Socket"),

	/** A bare handle of a datagram socket. */
	DATAGRAM_NATIVE("dgram.Native");

	private final String wireName;

	NodeHandleType(String wireName) {
		this.wireName = wireName;
	}

	String wireName() {
		return this.wireName;
	}

	static @Nullable NodeHandleType of(@Nullable String wireName) {
		for (NodeHandleType type : values()) {
			if (type.wireName.equals(wireName)) {
				return type;
			}
		}
		return null;
	}

}
