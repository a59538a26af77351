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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.ControlFormat;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;
import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.InternalMessages;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * This process as a worker: who it is, and its way to the primary.
 * <p>
 * Thread-safe. There is at most one in a JVM.
 *
 * @since 0.1.0
 */
public final class ClusterWorker implements ClusterView {

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private static final Duration REPLY_LIMIT = Duration.ofSeconds(30);

	private static volatile @Nullable ClusterWorker current;

	private final WorkerIdentity identity;

	private final WorkerExit exit;

	private final CompletableFuture<ProcessChannel> channel = new CompletableFuture<>();

	private final Map<InetSocketAddress, AtomicInteger> indexes = new ConcurrentHashMap<>();

	private volatile ClusterSnapshot snapshot;

	private ClusterWorker(WorkerIdentity identity, Duration orphanTimeout) {
		this.identity = identity;
		this.exit = new WorkerExit(orphanTimeout);
		WorkerInfo self = new WorkerInfo(identity.slot(), identity.id(), ProcessHandle.current().pid(),
				WorkerState.STARTING, Instant.now(), 0, null);
		this.snapshot = new ClusterSnapshot(ClusterState.STARTING,
				ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L), Instant.now(), 1, List.of(),
				List.of(self));
	}

	/**
	 * Return this process as a worker.
	 * @return the worker, or {@code null} if this process is none
	 */
	public static @Nullable ClusterWorker current() {
		return current;
	}

	/**
	 * Make this process a worker, unless another application in it has done so. Returns
	 * at once: the native library and the channel are got ready in the background, beside
	 * the start of the application.
	 * @param identity who it is
	 * @param orphanTimeout how long to go on at most once the primary is gone
	 * @return the worker
	 */
	public static synchronized ClusterWorker connect(WorkerIdentity identity, Duration orphanTimeout) {
		ClusterWorker existing = current;
		if (existing != null) {
			return existing;
		}
		ClusterWorker worker = new ClusterWorker(identity, orphanTimeout);
		current = worker;
		Thread thread = new Thread(worker::open, "forkit-connect");
		thread.setDaemon(true);
		thread.start();
		return worker;
	}

	private void open() {
		try {
			NativeLoop loop = new NativeLoop(new EventLoop("forkit-channel"));
			Fd socket = Fd.inherited(this.identity.channel());
			socket.setNonBlocking(true);
			ProcessChannel opened = ProcessChannel.open(new NativeTransport(loop, socket),
					ProcessChannel.HandleSocket.of(Fd.inherited(this.identity.handles())), ChannelSettings.DEFAULTS,
					new JsonCodec(), new Receiver());
			opened.internal().send(ControlFormat.write(new ControlMessage.Hello(ProcessHandle.current().pid())));
			this.exit.watchParent();
			this.channel.complete(opened);
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.error("The channel to the primary cannot be opened", ex);
			this.channel.completeExceptionally(ex);
			this.exit.orphaned();
		}
	}

	public int id() {
		return this.identity.id();
	}

	public int slot() {
		return this.identity.slot();
	}

	@Override
	public ClusterSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Get a listening socket that this worker shares with its siblings.
	 * @param host the address, or {@code null} for the wildcard address
	 * @param port the port, 0 for any free one, which is then the same for all workers
	 * @param backlog how many connections may wait to be accepted; that of the first
	 * worker to ask counts
	 * @return the channel, blocking; closing it leaves the socket of the others open. It
	 * must stay blocking: the mode belongs to the socket that all share
	 * @throws BindException if another program has the address
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 */
	public ServerSocketChannel listen(@Nullable InetAddress host, int port, int backlog) throws IOException {
		InetSocketAddress address = new InetSocketAddress(host, port);
		int index = (port != 0) ? 0
				: this.indexes.computeIfAbsent(address, (key) -> new AtomicInteger()).getAndIncrement();
		ControlMessage request = new ControlMessage.Listen(address.getAddress(), port, index,
				Boolean.getBoolean("java.net.preferIPv4Stack"), backlog);
		CompletableFuture<ControlMessage> reply = new CompletableFuture<>();
		await(this.channel).internal()
			.request(ControlFormat.write(request), REPLY_LIMIT)
			.whenComplete((answer, ex) -> answered(reply, answer, ex));
		if (await(reply) instanceof ListenReply listenReply) {
			return channelOf(listenReply, address);
		}
		throw new IOException("The primary has not said whether it listens on " + address);
	}

	private static void answered(CompletableFuture<ControlMessage> reply, @Nullable InternalMessage answer,
			@Nullable Throwable failure) {
		try {
			if (answer == null) {
				reply.completeExceptionally(Objects.requireNonNull(failure));
				return;
			}
			ControlMessage message = ControlFormat.read(answer);
			if (!reply.complete(message) && message.descriptor() != null) {
				message.descriptor().close();
			}
		}
		catch (IOException ex) {
			reply.completeExceptionally(ex);
		}
	}

	private ServerSocketChannel channelOf(ListenReply reply, InetSocketAddress address) throws IOException {
		switch (reply.outcome()) {
			case ADDRESS_IN_USE -> throw new BindException("Address already in use: " + address);
			case FAILED -> throw new IOException("The primary cannot listen on " + address + ": " + reply.error());
			case CLUSTER_ENDING ->
				throw new ClusterEndingException("The cluster is ending and does not listen on " + address);
			default -> {
				Fd socket = reply.socket();
				if (socket == null) {
					throw new IOException("The primary has sent no socket for " + address);
				}
				return JdkChannels.serverSocketChannel(socket);
			}
		}
	}

	private <T> T await(CompletableFuture<T> future) throws IOException {
		try {
			return future.get(REPLY_LIMIT.toSeconds() + 1, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				throw new IOException("The primary has not answered within " + REPLY_LIMIT, ex);
			}
			throw this.exit.isStopping() ? new ClusterEndingException("This worker ends while it starts")
					: new IOException("The channel to the primary is closed", ex.getCause());
		}
		catch (TimeoutException ex) {
			// Not even the failure has come: this JVM is in trouble.
			throw new IOException("The primary has not answered within " + REPLY_LIMIT, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.exit.isStopping() ? new ClusterEndingException("This worker ends while it starts")
					: new IOException("Interrupted while waiting for the primary", ex);
		}
	}

	/** Tell the primary that this worker accepts connections. */
	public void listening() {
		send(new ControlMessage.Listening());
	}

	/**
	 * Tell the primary whether the application is ready.
	 * @param ready whether it is
	 */
	public void ready(boolean ready) {
		send(new ControlMessage.Readiness(ready));
	}

	/** Tell the primary that the application is closing. */
	public void draining() {
		send(new ControlMessage.Draining());
	}

	private void send(ControlMessage message) {
		this.channel
			.thenAccept((opened) -> opened.internal().send(ControlFormat.write(message)).whenComplete((sent, ex) -> {
				if (ex != null) {
					logger.debug("The primary cannot be told " + message, ex);
				}
			}));
	}

	/**
	 * Name the application that is to be closed when this worker ends.
	 * @param context the application
	 */
	public void attach(ConfigurableApplicationContext context) {
		this.exit.attach(context);
	}

	/**
	 * Takes what the primary sends.
	 */
	private final class Receiver implements InternalMessages.Listener {

		@Override
		public void received(InternalMessage message) {
			try {
				ControlMessage control = ControlFormat.read(message);
				if (control instanceof ControlMessage.Changed changed) {
					ClusterWorker.this.snapshot = changed.snapshot();
				}
				else if (control instanceof ControlMessage.Stop) {
					ClusterWorker.this.exit.stop();
				}
			}
			catch (IOException ex) {
				logger.error("The primary has sent a message that cannot be understood", ex);
			}
		}

		@Override
		public void ended(ChannelEnd end) {
			// First of all, as it needs no memory.
			ClusterWorker.this.exit.orphaned();
			logger.warn("The primary is gone: this worker ends", end.failure());
		}

	}

}
