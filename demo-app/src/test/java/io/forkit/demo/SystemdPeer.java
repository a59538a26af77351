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

package io.forkit.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.ChildPid;
import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.Signal;
import io.forkit.posix.Spawn;
import io.forkit.posix.UnixDatagramSocket;
import io.forkit.posix.WaitStatus;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Does for one service what systemd does: it passes sockets, receives messages, keeps
 * descriptors, and starts the service again when nothing is left of it.
 */
final class SystemdPeer implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final String MARKER = "SYSTEMD_PEER";

	private final String marker = UUID.randomUUID().toString();

	private final Path directory;

	private final Path output;

	private final Fd socket;

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final Map<String, Fd> store = new LinkedHashMap<>();

	private @Nullable ChildPid service;

	SystemdPeer() {
		try {
			this.directory = Files.createTempDirectory("systemd-");
			this.output = this.directory.resolve("output");
			this.socket = UnixDatagramSocket.bind(this.directory.resolve("notify").toString());
			Thread thread = new Thread(this::receive, "systemd-peer");
			thread.setDaemon(true);
			thread.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void receive() {
		MessageSocket in = new MessageSocket(this.socket, 4096);
		byte[] target = new byte[4096];
		try {
			while (true) {
				MessageSocket.Received received = in.receive(target, 0);
				received(new String(target, 0, received.count(), StandardCharsets.UTF_8), received.fds());
			}
		}
		catch (IOException ex) {
			// The end.
		}
	}

	private void received(String message, List<Fd> fds) {
		if (message.equals("end")) {
			this.socket.close();
			return;
		}
		List<String> lines = Arrays.asList(message.split("\n"));
		String name = lines.stream()
			.filter((line) -> line.startsWith("FDNAME="))
			.map((line) -> line.substring("FDNAME=".length()))
			.findFirst()
			.orElse("stored");
		synchronized (this.store) {
			if (lines.contains("FDSTORE=1")) {
				this.store.put(name, fds.get(0));
			}
			if (lines.contains("FDSTOREREMOVE=1")) {
				Fd removed = this.store.remove(name);
				if (removed != null) {
					removed.close();
				}
			}
		}
		this.messages.add(message);
	}

	/**
	 * Start the service with what is kept for it.
	 * @param command the command
	 * @param sockets sockets of socket units by their names, which stay the caller's
	 * @param variables more variables
	 */
	void start(DemoCommand command, Map<String, Fd> sockets, Map<String, String> variables) {
		Map<String, Fd> passed = new LinkedHashMap<>(sockets);
		synchronized (this.store) {
			passed.putAll(this.store);
		}
		Map<String, String> environment = new LinkedHashMap<>(System.getenv());
		environment.put(MARKER, this.marker);
		environment.put("NOTIFY_SOCKET", this.directory.resolve("notify").toString());
		environment.put("LISTEN_FDS", String.valueOf(passed.size()));
		environment.put("LISTEN_FDNAMES", String.join(":", passed.keySet()));
		environment.putAll(variables);
		List<String> words = new ArrayList<>(
				List.of("sh", "-c", "export LISTEN_PID=$$ WATCHDOG_PID=$$; exec \"$@\"", "sh"));
		words.addAll(command.words());
		try (Fd out = Fd.append(this.output)) {
			Spawn spawn = new Spawn(Path.of("/bin/sh"), words.stream().map(SystemdPeer::bytes).toList(),
					environment.entrySet()
						.stream()
						.map((entry) -> bytes(entry.getKey() + "=" + entry.getValue()))
						.toList())
				.newSession()
				.descriptor(1, out)
				.descriptor(2, out);
			int number = 3;
			for (Fd fd : passed.values()) {
				spawn.descriptor(number++, fd);
			}
			this.messages.clear();
			this.service = spawn.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Return what the service has sent since it was started. */
	List<String> messages() {
		return this.messages;
	}

	void awaitMessage(String beginning) {
		Awaitility.await("a message " + beginning)
			.atMost(LIMIT)
			.until(() -> this.messages.stream().anyMatch((message) -> message.startsWith(beginning)));
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Return the names of the descriptors that are kept. */
	Set<String> stored() {
		synchronized (this.store) {
			return Set.copyOf(this.store.keySet());
		}
	}

	/** Drop what is kept, as when the unit is stopped. */
	void clearStore() {
		synchronized (this.store) {
			this.store.values().forEach(Fd::close);
			this.store.clear();
		}
	}

	long pid() {
		return Objects.requireNonNull(this.service).pid();
	}

	Set<Long> processes() {
		return Proc.withEnvironment(MARKER + "=" + this.marker);
	}

	/**
	 * End the main process, and give what is left the time to end, as the unit does.
	 * @param signal the signal for the main process
	 * @return how it ended
	 */
	WaitStatus stop(Signal signal) {
		ChildPid main = this.service;
		if (main == null) {
			throw new IllegalStateException("The service was not started");
		}
		try {
			main.signal(signal);
			Awaitility.await("the end of the service").atMost(LIMIT).until(main::hasEnded);
			WaitStatus status = main.reap();
			main.close();
			this.service = null;
			Awaitility.await("the end of what is left").atMost(LIMIT).until(() -> processes().isEmpty());
			return status;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		try {
			if (this.service != null) {
				this.service.kill();
			}
			processes().forEach((pid) -> Proc.signal("KILL", pid));
			clearStore();
			try (UnixDatagramSocket end = UnixDatagramSocket.open()) {
				end.send(this.directory.resolve("notify").toString(), bytes("end"), List.of());
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(this.directory.toFile());
		}
	}

}
