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
 * One line on a channel to or from Node.
 */
sealed interface NodePacket {

	/**
	 * A message for the listeners.
	 *
	 * @param json the message
	 */
	record Message(JsonText json) implements NodePacket {
	}

	/**
	 * A message with a descriptor, which has to be answered by an acknowledgement, or by
	 * the opposite if the descriptor has not arrived.
	 *
	 * @param type what the descriptor is, or {@code null} if that is not known here
	 * @param message the message
	 * @param command the command if the message is not for the listeners either
	 * @param key names the server of the other side that has accepted this socket; that
	 * side may ask with {@code NODE_SOCKET_GET_COUNT} and
	 * {@code NODE_SOCKET_NOTIFY_CLOSE} about such sockets, and expects
	 * {@code NODE_SOCKET_COUNT} and, when all of them are closed,
	 * {@code NODE_SOCKET_ALL_CLOSED}
	 * @param datagramType {@code udp4} or {@code udp6}, of a datagram socket
	 */
	record Handle(@Nullable NodeHandleType type, JsonText message, @Nullable String command, @Nullable String key,
			@Nullable String datagramType) implements NodePacket {
	}

	/** The descriptor that was sent last has arrived. */
	record HandleAck() implements NodePacket {
	}

	/** The descriptor that was sent last has not arrived. */
	record HandleNack() implements NodePacket {
	}

	/**
	 * Something that Node says to itself, and never to the listeners.
	 *
	 * @param command what it is, such as {@code NODE_SOCKET_GET_COUNT}
	 * @param json all of it
	 */
	record Internal(String command, JsonText json) implements NodePacket {
	}

}
