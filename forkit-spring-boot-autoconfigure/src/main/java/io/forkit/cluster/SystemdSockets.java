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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.systemd.PassedSocket;
import io.forkit.cluster.systemd.ServiceNotifier;
import io.forkit.posix.Fd;
import io.forkit.posix.FdKind;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that systemd has passed to this process: those of socket units, and those
 * that an earlier process of this service has had it keep. Belongs to the thread of the
 * supervisor.
 */
final class SystemdSockets implements SocketKeeper {

	/** What the names of kept sockets begin with. */
	static final String PREFIX = "forkit.";

	private static final Log logger = LogFactory.getLog(SystemdSockets.class);

	// As fdname_is_valid of systemd has it.
	private static final int MAX_NAME = 255;

	private final List<PassedSocket> passed;

	// Those of them that are in use, by way of another descriptor.
	private final Map<SocketRequest, PassedSocket> taken = new HashMap<>();

	// Where sockets are kept, if they are.
	private final @Nullable ServiceNotifier store;

	private final Map<SocketRequest, String> names = new HashMap<>();

	SystemdSockets(List<PassedSocket> passed, @Nullable ServiceNotifier store) {
		this.passed = new ArrayList<>(passed);
		this.store = store;
	}

	@Override
	public @Nullable SharedSocket take(SocketRequest request) throws IOException {
		if (request instanceof SocketRequest.Inherited inherited) {
			// Found by its number, and not to be reported.
			this.passed.removeIf((socket) -> socket.number() == inherited.descriptor());
			return null;
		}
		String name = name(request.key());
		PassedSocket found = find(request, name);
		if (found == null) {
			return null;
		}
		// Whoever has had it before may have changed that.
		found.fd().setNonBlocking(false);
		ListenerInfo info = info(request, found);
		Runnable whenClosed = whenClosed(request, found);
		// It is passed only once: what was passed stays, to be taken again.
		SharedSocket socket = new SharedSocket(request.key(), found.fd().duplicate(), info, whenClosed);
		logger.info("Listening with " + found);
		this.passed.remove(found);
		this.taken.put(request.key(), found);
		if (isKept(found)) {
			this.names.put(request.key(), found.name());
			socket.kept();
		}
		return socket;
	}

	/** The file of a socket unit is that of systemd. */
	private static Runnable whenClosed(SocketRequest request, PassedSocket socket) throws IOException {
		return (isKept(socket) && request instanceof SocketRequest.Unix unix)
				? UnixListener.removal(UnixListener.absolute(unix.path())) : () -> {
				};
	}

	private @Nullable PassedSocket find(SocketRequest request, String name) {
		PassedSocket named = null;
		PassedSocket bound = null;
		for (PassedSocket socket : this.passed) {
			if (socket.isServer() && isOfKind(request, socket.kind())) {
				named = (named == null && socket.name().equals(name)) ? socket : named;
				bound = (bound == null && isAt(request, socket)) ? socket : bound;
			}
		}
		return (named != null) ? named : bound;
	}

	private static boolean isOfKind(SocketRequest request, FdKind kind) {
		if (request instanceof SocketRequest.Tcp) {
			return kind == FdKind.TCP_LISTENER;
		}
		return kind == ((request instanceof SocketRequest.Udp) ? FdKind.UDP_SOCKET : FdKind.UNIX_LISTENER);
	}

	private static boolean isAt(SocketRequest request, PassedSocket socket) {
		SocketAddress address = socket.address();
		if (request instanceof SocketRequest.Unix unix) {
			return address instanceof UnixDomainSocketAddress path && !path.getPath().toString().isEmpty()
					&& path.getPath().equals(UnixListener.absolute(unix.path()));
		}
		if (!(address instanceof InetSocketAddress inet)) {
			return false;
		}
		return (request instanceof SocketRequest.Tcp tcp)
				? isAt(tcp.host(), tcp.port(), tcp.protocol(), inet, socket.fd())
				: (request instanceof SocketRequest.Udp udp
						&& isAt(udp.host(), udp.port(), udp.protocol(), inet, socket.fd()));
	}

	private static boolean isAt(InetAddress host, int port, InternetProtocol protocol, InetSocketAddress address,
			Fd socket) {
		boolean sameHost = host.isAnyLocalAddress() ? address.getAddress().isAnyLocalAddress()
				: host.equals(address.getAddress());
		if (port == 0 || port != address.getPort() || !sameHost) {
			return false;
		}
		try {
			return protocol == InternetProtocol.ANY || Sockets.isInet6(socket) == (protocol == InternetProtocol.IPV6);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ListenerInfo info(SocketRequest request, PassedSocket socket) throws IOException {
		if (request instanceof SocketRequest.Tcp tcp) {
			return ListenerInfo.of(false, tcp.host(), Sockets.localPort(socket.fd()));
		}
		if (request instanceof SocketRequest.Udp udp) {
			return ListenerInfo.of(true, udp.host(), Sockets.localPort(socket.fd()));
		}
		return ListenerInfo.ofUnix(UnixListener.absolute(((SocketRequest.Unix) request).path()).toString());
	}

	@Override
	public boolean keep(SocketRequest key, Fd socket) {
		if (this.store == null || key instanceof SocketRequest.Inherited) {
			return false;
		}
		try {
			String name = name(key);
			this.store.send(socket.duplicate(), "FDSTORE=1", "FDNAME=" + name);
			this.names.put(key, name);
			return true;
		}
		catch (IOException ex) {
			logger.warn("systemd cannot keep " + key + " while the primary is started again", ex);
			return false;
		}
	}

	@Override
	public boolean putBack(SocketRequest key, Fd socket) {
		PassedSocket found = this.taken.remove(key);
		if (found == null) {
			forget(key, socket);
			return false;
		}
		this.names.remove(key);
		this.passed.add(found);
		return true;
	}

	@Override
	public void forget(SocketRequest key, Fd socket) {
		PassedSocket found = this.taken.get(key);
		if (found != null && !isKept(found)) {
			logger.warn("Nobody needs %s any more, but systemd leaves it open: clients wait until it is used again"
				.formatted(found));
			putBack(key, socket);
			return;
		}
		String name = this.names.remove(key);
		if (name != null) {
			stopListening(socket);
			remove(name);
		}
		if (found != null) {
			this.taken.remove(key);
			found.fd().close();
		}
	}

	/**
	 * For everybody who has it: systemd may take a moment to close it, and the port is
	 * perhaps opened again before that.
	 */
	private static void stopListening(Fd socket) {
		try {
			socket.shutdownInput();
		}
		catch (IOException ex) {
			logger.trace("It has not listened", ex);
		}
	}

	private void remove(String name) {
		if (this.store != null) {
			this.store.send("FDSTOREREMOVE=1", "FDNAME=" + name);
		}
	}

	/**
	 * All that the workers need from the beginning is there: tell of what nobody has
	 * asked for.
	 */
	void reportUnused() {
		for (Iterator<PassedSocket> all = this.passed.iterator(); all.hasNext();) {
			PassedSocket socket = all.next();
			if (isKept(socket)) {
				logger.info("Not needed any more, and closed: " + socket);
				all.remove();
				socket.fd().close();
				remove(socket.name());
			}
			else {
				logger.warn("systemd has passed %s, which nobody uses: %s".formatted(socket,
						socket.isServer() ? "no worker listens there"
								: "it neither listens nor takes datagrams, see 'Accept=' of its unit"));
			}
		}
	}

	@Override
	public void close() {
		this.taken.values().forEach((socket) -> socket.fd().close());
		this.taken.clear();
	}

	private static boolean isKept(PassedSocket socket) {
		return socket.name().startsWith(PREFIX);
	}

	/**
	 * Return a name by which another process of this service finds a socket again.
	 * @param key what it was opened for
	 * @return the name
	 */
	static String name(SocketRequest key) {
		String text = PREFIX + URLEncoder.encode(text(key), StandardCharsets.UTF_8);
		return (text.length() <= MAX_NAME) ? text : PREFIX + Integer.toHexString(text.hashCode());
	}

	private static String text(SocketRequest key) {
		if (key instanceof SocketRequest.Tcp tcp) {
			return text("tcp", tcp.host(), tcp.port(), tcp.index(), tcp.protocol());
		}
		if (key instanceof SocketRequest.Udp udp) {
			return text("udp", udp.host(), udp.port(), udp.index(), udp.protocol());
		}
		return (key instanceof SocketRequest.Unix unix) ? "unix " + unix.path() : key.toString();
	}

	private static String text(String type, InetAddress host, int port, int index, InternetProtocol protocol) {
		return "%s %s %d %d %s".formatted(type, host.getHostAddress(), port, index, protocol);
	}

}
