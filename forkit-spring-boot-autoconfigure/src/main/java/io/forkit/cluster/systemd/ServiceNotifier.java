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

package io.forkit.cluster.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.forkit.posix.Fd;
import io.forkit.posix.UnixDatagramSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to systemd, one after the other, see {@code sd_notify(3)}. Does not
 * wait: what systemd does not take at once is sent a moment later. Used on one thread.
 *
 * @since 0.1.0
 */
public final class ServiceNotifier implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ServiceNotifier.class);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final int MAX_WAITING = 1000;

	private final UnixDatagramSocket socket;

	private final String address;

	private final Timer timer;

	private final Deque<Message> waiting = new ArrayDeque<>();

	private boolean pausing;

	private boolean failed;

	private boolean closed;

	/**
	 * Create a notifier.
	 * @param address the socket, a path or an abstract name that begins with {@code @}
	 * @param timer runs a task later, on the thread that uses this
	 * @throws IOException if this process may not have more open files
	 */
	public ServiceNotifier(String address, Timer timer) throws IOException {
		this.socket = UnixDatagramSocket.open();
		this.address = address;
		this.timer = timer;
	}

	/**
	 * Send assignments.
	 * @param assignments each as {@code NAME=value}, without line breaks
	 */
	public void send(String... assignments) {
		send(null, assignments);
	}

	/**
	 * Send a descriptor and assignments.
	 * @param descriptor the descriptor, which belongs to this from now on
	 * @param assignments each as {@code NAME=value}, without line breaks
	 */
	public void send(@Nullable Fd descriptor, String... assignments) {
		Message message = new Message(String.join("\n", assignments), descriptor);
		if (this.closed || this.waiting.size() >= MAX_WAITING) {
			message.close();
			return;
		}
		this.waiting.add(message);
		if (!this.pausing) {
			sendWaiting();
		}
	}

	private void sendAgain() {
		this.pausing = false;
		sendWaiting();
	}

	private void sendWaiting() {
		for (Message message = this.waiting.peek(); message != null; message = this.waiting.peek()) {
			if (!send(message)) {
				this.timer.schedule(PAUSE, this::sendAgain);
				this.pausing = true;
				return;
			}
			this.waiting.remove();
			message.close();
		}
	}

	/**
	 * Send a message.
	 * @param message the message
	 * @return {@code false} if that is to be tried again
	 */
	private boolean send(Message message) {
		try {
			boolean sent = this.socket.send(this.address, message.text().getBytes(StandardCharsets.UTF_8),
					(message.descriptor() != null) ? List.of(message.descriptor()) : List.of());
			this.failed &= !sent;
			return sent;
		}
		catch (IOException ex) {
			if (!this.failed) {
				this.failed = true;
				logger.warn(
						"systemd cannot be told '%s' at %s".formatted(message.text().replace('\n', ' '), this.address),
						ex);
			}
			return true;
		}
	}

	/** Drop what has not been sent. */
	@Override
	public void close() {
		this.closed = true;
		this.waiting.forEach(Message::close);
		this.waiting.clear();
		this.socket.close();
	}

	/**
	 * Runs tasks later.
	 */
	@FunctionalInterface
	public interface Timer {

		/**
		 * Run a task later.
		 * @param delay when
		 * @param task the task
		 */
		void schedule(Duration delay, Runnable task);

	}

	private record Message(String text, @Nullable Fd descriptor) {

		void close() {
			if (this.descriptor != null) {
				this.descriptor.close();
			}
		}

	}

}
