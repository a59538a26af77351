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

package io.forkit.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.UnixDatagramSocket;

/**
 * Receives what systemd would.
 */
final class NotifySocket implements AutoCloseable {

	private static int count;

	private final String address = "@forkit-notify-" + ProcessHandle.current().pid() + "-" + ++count;

	private final Fd socket;

	private final MessageSocket in;

	private final List<Fd> fds = new ArrayList<>();

	NotifySocket() throws IOException {
		this.socket = UnixDatagramSocket.bind(this.address);
		this.socket.setNonBlocking(true);
		this.in = new MessageSocket(this.socket, 4096);
	}

	String address() {
		return this.address;
	}

	/** Return what has been sent since this was called before. */
	List<String> messages() throws IOException {
		List<String> messages = new ArrayList<>();
		byte[] target = new byte[4096];
		for (MessageSocket.Received next = this.in.receive(target, 0); next.count() > 0; next = this.in.receive(target,
				0)) {
			this.fds.addAll(next.fds());
			messages.add(new String(target, 0, next.count(), StandardCharsets.UTF_8));
		}
		return messages;
	}

	/** Return the descriptors that have come with those, all of them. */
	List<Fd> fds() {
		return this.fds;
	}

	@Override
	public void close() {
		this.fds.forEach(Fd::close);
		this.socket.close();
	}

}
