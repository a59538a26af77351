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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.SocketRequest;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;

import org.springframework.util.Assert;

/**
 * The sockets of this worker: those that the primary shares, and those of its own.
 * Thread-safe.
 */
final class WorkerSockets {

	private final PrimaryLink link;

	private final CompletableFuture<?> activated;

	private final SocketRequests requests = new SocketRequests();

	// Nobody tells when a channel of the JDK is closed.
	private final List<Lent> datagrams = new ArrayList<>();

	/**
	 * Create the sockets.
	 * @param link the way to the primary
	 * @param activated completed when this worker is to serve
	 */
	WorkerSockets(PrimaryLink link, CompletableFuture<?> activated) {
		this.link = link;
		this.activated = activated;
	}

	ServerSocketChannel listen(SocketAddress address, ListenOptions options) throws IOException {
		this.requests.check(address, options);
		if (options.isOwn()) {
			return JdkChannels.serverSocketChannel(OwnSockets.listen(address, options));
		}
		return listen(this.requests.listening(address, options), address.toString());
	}

	ServerSocketChannel listenInherited(int descriptor) throws IOException {
		return listen(this.requests.inherited(descriptor, false), "descriptor " + descriptor);
	}

	private ServerSocketChannel listen(SocketRequest request, String name) throws IOException {
		ServerSocketChannel channel = lend(request, name,
				(socket) -> new ListeningChannel(JdkChannels.serverSocketChannel(socket), this.activated,
						() -> giveBack(request)));
		this.link.send(new ControlMessage.Listening());
		return channel;
	}

	DatagramChannel bindDatagram(InetSocketAddress address, ListenOptions options) throws IOException {
		this.requests.check(address, options);
		Assert.isTrue(options.permissions() == null, "'options' must not have permissions for datagrams");
		if (options.isOwn()) {
			return JdkChannels.datagramChannel(OwnSockets.bindDatagram(address, options));
		}
		giveBackDatagrams();
		return bindDatagram(this.requests.datagrams(address, options), address.toString());
	}

	DatagramChannel bindDatagramInherited(int descriptor) throws IOException {
		return bindDatagram(this.requests.inherited(descriptor, true), "descriptor " + descriptor);
	}

	private DatagramChannel bindDatagram(SocketRequest request, String name) throws IOException {
		DatagramChannel channel = lend(request, name, JdkChannels::datagramChannel);
		synchronized (this.datagrams) {
			this.datagrams.add(new Lent(channel, request));
		}
		this.link.send(new ControlMessage.Listening());
		return channel;
	}

	Fd listeningSocket(SocketAddress address, ListenOptions options) throws IOException {
		this.requests.check(address, options);
		Assert.isTrue(!options.isOwn(), "'options' must be for a shared socket");
		return ask(this.requests.listening(address, options), true, address.toString());
	}

	ClusterWorker.Attachment attach(SocketAddress address, ListenOptions options) throws IOException {
		this.requests.check(address, options);
		Assert.isTrue(!options.isOwn(), "'options' must be for a shared socket");
		SocketRequest request = this.requests.listening(address, options);
		ControlMessage reply = ask(request, new ControlMessage.Attach(request));
		if (reply instanceof ControlMessage.Attached attached) {
			return new ClusterWorker.Attachment(socketOf(request, attached.reply(), address.toString()),
					attached.dispatched(), () -> giveBack(request));
		}
		throw new IOException("The primary has not said whether it listens on " + address);
	}

	private <C> C lend(SocketRequest request, String name, Wrapping<C> wrapping) throws IOException {
		Fd socket = ask(request, false, name);
		try {
			return wrapping.wrap(socket);
		}
		catch (IOException | RuntimeException ex) {
			giveBack(request);
			throw ex;
		}
	}

	private Fd ask(SocketRequest request, boolean vital, String name) throws IOException {
		return socketOf(request, ask(request, new ControlMessage.Listen(request, vital)), name);
	}

	private ControlMessage ask(SocketRequest request, ControlMessage message) throws IOException {
		try {
			return this.link.ask(message);
		}
		catch (IOException ex) {
			// The primary may have opened it all the same.
			giveBack(request);
			throw ex;
		}
	}

	private Fd socketOf(SocketRequest request, ControlMessage reply, String name) throws IOException {
		try {
			return socketOf(reply, name);
		}
		catch (IOException ex) {
			if (reply instanceof ListenReply answer && answer.outcome() == ListenReply.Outcome.LISTENING) {
				// The descriptor got lost, as this process may not have more open files.
				giveBack(request);
			}
			else {
				this.requests.ended(request);
			}
			throw ex;
		}
	}

	private static Fd socketOf(ControlMessage message, String name) throws IOException {
		if (!(message instanceof ListenReply reply)) {
			throw new IOException("The primary has not said whether it listens on " + name);
		}
		switch (reply.outcome()) {
			case ADDRESS_IN_USE -> throw new BindException("Address already in use: " + name);
			case CANNOT_BIND -> throw new BindException("The primary cannot listen on " + name + ": " + reply.error());
			case FAILED -> throw new IOException("The primary cannot listen on " + name + ": " + reply.error());
			case CLUSTER_ENDING ->
				throw new ClusterEndingException("The cluster is ending and does not listen on " + name);
			default -> {
				Fd socket = reply.socket();
				if (socket == null) {
					throw new IOException("The primary has sent no socket for " + name);
				}
				return socket;
			}
		}
	}

	private void giveBack(SocketRequest request) {
		this.requests.ended(request);
		this.link.send(new ControlMessage.Closed(request));
	}

	private void giveBackDatagrams() {
		List<SocketRequest> closed = new ArrayList<>();
		synchronized (this.datagrams) {
			for (Iterator<Lent> all = this.datagrams.iterator(); all.hasNext();) {
				Lent lent = all.next();
				if (!lent.channel().isOpen()) {
					all.remove();
					closed.add(lent.request());
				}
			}
		}
		closed.forEach(this::giveBack);
	}

	/**
	 * What was made of a shared socket.
	 *
	 * @param channel the channel
	 * @param request what was asked for
	 */
	private record Lent(Channel channel, SocketRequest request) {

	}

	@FunctionalInterface
	private interface Wrapping<C> {

		C wrap(Fd socket) throws IOException;

	}

}
