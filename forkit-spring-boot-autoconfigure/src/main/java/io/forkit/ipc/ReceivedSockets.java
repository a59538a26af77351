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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * The connections that servers of a Node program have accepted and handed over. Such a
 * server counts them still, and is not closed before they are. To be used on the loop.
 */
final class ReceivedSockets {

	// Nobody tells when a channel is closed, and only a server that is closed waits.
	private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

	private static final int FIRST_CLEANING = 64;

	private final ChannelLoop loop;

	private final ObjIntConsumer<MessageFormat.SocketQuestion> answer;

	private final Map<String, Sockets> servers = new HashMap<>();

	private int cleaning = FIRST_CLEANING;

	private boolean closed;

	/**
	 * Create it empty.
	 * @param loop the loop of the channel
	 * @param answer is given each question that can be answered, and how many are open
	 */
	ReceivedSockets(ChannelLoop loop, ObjIntConsumer<MessageFormat.SocketQuestion> answer) {
		this.loop = loop;
		this.answer = answer;
	}

	/**
	 * Remember a connection as long as it is open.
	 * @param key its server
	 * @param handle the connection
	 */
	void add(String key, ReceivedHandle handle) {
		if (this.servers.size() >= this.cleaning) {
			this.servers.values().removeIf((sockets) -> sockets.open() == 0);
			this.cleaning = Math.max(FIRST_CLEANING, 2 * this.servers.size());
		}
		this.servers.computeIfAbsent(key, (server) -> new Sockets()).add(handle);
	}

	/**
	 * Answer a question, perhaps later.
	 * @param question the question
	 */
	void asked(MessageFormat.SocketQuestion question) {
		if (this.closed) {
			return;
		}
		Sockets sockets = this.servers.get(question.key());
		int open = (sockets != null) ? sockets.open() : 0;
		if (question.whenClosed() && sockets != null && open > 0) {
			if (!sockets.watched) {
				sockets.watched = true;
				this.loop.schedule(LOOK_AGAIN, () -> {
					sockets.watched = false;
					asked(question);
				});
			}
			return;
		}
		if (open == 0) {
			this.servers.remove(question.key());
		}
		this.answer.accept(question, open);
	}

	/** Answer nothing any more. */
	void close() {
		this.closed = true;
		this.servers.clear();
	}

	/**
	 * The connections of one server.
	 */
	private static final class Sockets {

		private final List<ReceivedHandle> handles = new ArrayList<>();

		private int cleaning = FIRST_CLEANING;

		// Somebody has asked to be told, once for all times that it was asked.
		private boolean watched;

		void add(ReceivedHandle handle) {
			if (this.handles.size() >= this.cleaning) {
				this.cleaning = Math.max(FIRST_CLEANING, 2 * open());
			}
			this.handles.add(handle);
		}

		int open() {
			this.handles.removeIf((handle) -> !handle.isOpen());
			return this.handles.size();
		}

	}

}
