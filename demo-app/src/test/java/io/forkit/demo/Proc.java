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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel says about processes, from {@code /proc}. A process that is gone is no
 * error: it just has nothing.
 */
public final class Proc {

	private static final Path ROOT = Path.of("/proc");

	private Proc() {
	}

	/**
	 * Send a signal.
	 * @param signal the name of the signal, as {@code kill -s} takes it
	 * @param pid the process
	 */
	public static void signal(String signal, long pid) {
		try {
			Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			kill.waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static List<Long> pids() {
		List<Long> pids = new ArrayList<>();
		for (Path entry : list(ROOT)) {
			String name = entry.getFileName().toString();
			if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
				pids.add(Long.valueOf(name));
			}
		}
		return pids;
	}

	public static boolean exists(long pid) {
		return Files.exists(directory(pid));
	}

	/**
	 * The direct children of a process, zombies included.
	 * @param parent the parent
	 * @return the children
	 */
	static List<Stat> children(long parent) {
		List<Stat> children = new ArrayList<>();
		for (long pid : pids()) {
			Stat stat = stat(pid);
			if (stat != null && stat.parent() == parent) {
				children.add(stat);
			}
		}
		return children;
	}

	/**
	 * The processes of a group, but for zombies: those without a parent go when somebody
	 * else gets round to it.
	 * @param group the group
	 * @return the processes
	 */
	static List<Stat> group(long group) {
		List<Stat> members = new ArrayList<>();
		for (long pid : pids()) {
			Stat stat = stat(pid);
			if (stat != null && stat.group() == group && !stat.zombie()) {
				members.add(stat);
			}
		}
		return members;
	}

	/**
	 * The processes whose environment has an entry. Zombies have no environment.
	 * @param entry the entry, {@code name=value}
	 * @return the process ids
	 */
	public static Set<Long> withEnvironment(String entry) {
		Set<Long> found = new TreeSet<>();
		for (long pid : pids()) {
			if (strings(directory(pid).resolve("environ")).contains(entry)) {
				found.add(pid);
			}
		}
		return found;
	}

	public static List<String> commandLine(long pid) {
		return strings(directory(pid).resolve("cmdline"));
	}

	public static int openFds(long pid) {
		return list(directory(pid).resolve("fd")).size();
	}

	/**
	 * Whether every thread of a process is stopped.
	 * @param pid the process
	 * @return {@code true} if none can run
	 */
	public static boolean stopped(long pid) {
		return list(directory(pid).resolve("task")).stream()
			.map((task) -> Stat.parse(string(task.resolve("stat"))))
			.allMatch((stat) -> stat == null || stat.state() == 'T');
	}

	/**
	 * Whether a thread of a process waits in a blocking {@code accept(2)}.
	 * @param pid the process
	 * @return {@code true} if one does
	 */
	static boolean waitsInAccept(long pid) {
		return list(directory(pid).resolve("task")).stream()
			.anyMatch((task) -> string(task.resolve("wchan")).equals("inet_csk_accept"));
	}

	/**
	 * The inodes of the sockets that listen on a port.
	 * @param port the port
	 * @return the inodes
	 */
	static Set<Long> listeningSockets(int port) {
		Set<Long> inodes = new TreeSet<>();
		for (TcpSocket socket : tcpSockets()) {
			if (socket.localPort() == port && socket.listening()) {
				inodes.add(socket.inode());
			}
		}
		return inodes;
	}

	/**
	 * The ports of the clients whose connections to a port a process holds.
	 * @param pid the process
	 * @param port the port that the clients connected to
	 * @return the ports of the clients
	 */
	static Set<Integer> clientPorts(long pid, int port) {
		Set<Long> inodes = new TreeSet<>();
		for (Path fd : list(directory(pid).resolve("fd"))) {
			String link = link(fd);
			if (link.startsWith("socket:[")) {
				inodes.add(Long.valueOf(link.substring("socket:[".length(), link.length() - 1)));
			}
		}
		Set<Integer> ports = new TreeSet<>();
		for (TcpSocket socket : tcpSockets()) {
			if (socket.localPort() == port && !socket.listening() && inodes.contains(socket.inode())) {
				ports.add(socket.remotePort());
			}
		}
		return ports;
	}

	/**
	 * The status flags of the open file descriptions through which a process holds a
	 * socket.
	 * @param pid the process
	 * @param inode the socket
	 * @return the flags, one for each fd
	 */
	static List<Integer> socketFlags(long pid, long inode) {
		List<Integer> flags = new ArrayList<>();
		for (Path fd : list(directory(pid).resolve("fd"))) {
			if (link(fd).equals("socket:[" + inode + "]")) {
				string(directory(pid).resolve("fdinfo").resolve(fd.getFileName())).lines()
					.filter((line) -> line.startsWith("flags:"))
					.forEach((line) -> flags.add(Integer.parseInt(line.substring("flags:".length()).strip(), 8)));
			}
		}
		return flags;
	}

	public static @Nullable Stat stat(long pid) {
		return Stat.parse(string(directory(pid).resolve("stat")));
	}

	private static List<TcpSocket> tcpSockets() {
		return Stream.of("tcp", "tcp6")
			.flatMap((table) -> string(ROOT.resolve("net").resolve(table)).lines().skip(1))
			.map(TcpSocket::parse)
			.toList();
	}

	private static Path directory(long pid) {
		return ROOT.resolve(Long.toString(pid));
	}

	private static List<Path> list(Path directory) {
		List<Path> entries = new ArrayList<>();
		String[] names = directory.toFile().list();
		for (String name : (names != null) ? names : new String[0]) {
			entries.add(directory.resolve(name));
		}
		return entries;
	}

	private static List<String> strings(Path file) {
		String content = string(file);
		if (content.isEmpty()) {
			return List.of();
		}
		List<String> strings = new ArrayList<>(Arrays.asList(content.split("\0", -1)));
		strings.remove(strings.size() - 1);
		return strings;
	}

	private static String string(Path file) {
		try {
			return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String link(Path link) {
		try {
			return Files.readSymbolicLink(link).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * The start of a line of {@code /proc/PID/stat}.
	 *
	 * @param pid the process
	 * @param name its short name
	 * @param state its state, {@code Z} for a zombie
	 * @param parent its parent
	 * @param group its process group
	 */
	public record Stat(long pid, String name, char state, long parent, long group) {

		static @Nullable Stat parse(String line) {
			int open = line.indexOf('(');
			int close = line.lastIndexOf(')');
			if (open == -1 || close == -1) {
				return null;
			}
			String[] rest = line.substring(close + 2).split(" ");
			return new Stat(Long.parseLong(line.substring(0, open).strip()), line.substring(open + 1, close),
					rest[0].charAt(0), Long.parseLong(rest[1]), Long.parseLong(rest[2]));
		}

		public boolean zombie() {
			return this.state == 'Z';
		}

	}

	/**
	 * A line of {@code /proc/net/tcp}.
	 *
	 * @param localPort the port on this side
	 * @param remotePort the port on the other side
	 * @param state the state as the kernel numbers it
	 * @param inode the inode of the socket, 0 if no process holds it any more
	 */
	private record TcpSocket(int localPort, int remotePort, int state, long inode) {

		private static final int LISTEN = 0x0A;

		static TcpSocket parse(String line) {
			String[] fields = line.strip().split("\\s+");
			return new TcpSocket(port(fields[1]), port(fields[2]), Integer.parseInt(fields[3], 16),
					Long.parseLong(fields[9]));
		}

		private static int port(String address) {
			return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
		}

		boolean listening() {
			return this.state == LISTEN;
		}

	}

}
