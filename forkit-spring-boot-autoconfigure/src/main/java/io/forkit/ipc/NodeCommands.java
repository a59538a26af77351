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

import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * The member of a message that tells whether it is one for listeners.
 */
final class NodeCommands {

	static final String MEMBER = "cmd";

	static final String PREFIX = "NODE_";

	static final String HANDLE = "NODE_HANDLE";

	static final String HANDLE_ACK = "NODE_HANDLE_ACK";

	static final String HANDLE_NACK = "NODE_HANDLE_NACK";

	static final String SOCKET_GET_COUNT = "NODE_SOCKET_GET_COUNT";

	static final String SOCKET_COUNT = "NODE_SOCKET_COUNT";

	static final String SOCKET_NOTIFY_CLOSE = "NODE_SOCKET_NOTIFY_CLOSE";

	static final String SOCKET_ALL_CLOSED = "NODE_SOCKET_ALL_CLOSED";

	private NodeCommands() {
	}

	/** Return what is a command, as opposed to a member of the same name. */
	static @Nullable String of(@Nullable JsonText member) {
		String command = (member != null) ? member.string() : null;
		// As in Node, the prefix alone is none.
		boolean internal = command != null && command.length() > PREFIX.length() && command.startsWith(PREFIX);
		return internal ? command : null;
	}

}
