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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.ControlCodec;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;
import io.forkit.ipc.Frame;
import io.forkit.ipc.FrameChannel;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.ParentDeath;
import io.forkit.posix.Signal;
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

	private final CompletableFuture<FrameChannel> channel = new CompletableFuture<>();

	private final Map<Integer, CompletableFuture<ListenReply>> requests = new ConcurrentHashMap<>();

	private final AtomicInteger lastRequest = new AtomicInteger();

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
			EventLoop loop = new EventLoop("forkit-channel");
			FrameChannel opened = new FrameChannel(loop, Fd.inherited(this.identity.channel()), new Receiver());
			opened.send(ControlCodec.encode(new ControlMessage.Hello(ProcessHandle.current().pid())));
			opened.open();
			this.exit.watchParent();
			loop.execute(ClusterWorker::askForSignal);
			this.channel.complete(opened);
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.error("The channel to the primary cannot be opened", ex);
			this.channel.completeExceptionally(ex);
			this.exit.orphaned();
		}
	}

	/**
	 * The kernel keeps the wish for the thread that has it, so this is to run on one that
	 * lives as long as this process.
	 */
	private static void askForSignal() {
		try {
			ParentDeath.signal(Signal.SIGTERM);
		}
		catch (IOException ex) {
			logger.debug("There will be no signal at the death of the primary", ex);
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
		return JdkChannels.serverSocketChannel(listeningSocket(host, port, backlog));
	}

	/**
	 * Get a listening socket that this worker shares with its siblings, as a descriptor
	 * of which any number of channels can be made, one after the other.
	 * @param host the address, or {@code null} for the wildcard address
	 * @param port the port, 0 for any free one, which is then the same for all workers
	 * @param backlog how many connections may wait to be accepted; that of the first
	 * worker to ask counts
	 * @return the socket, owned by the caller
	 * @throws BindException if another program has the address
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 */
	public Fd listeningSocket(@Nullable InetAddress host, int port, int backlog) throws IOException {
		InetSocketAddress address = new InetSocketAddress(host, port);
		int index = (port != 0) ? 0
				: this.indexes.computeIfAbsent(address, (key) -> new AtomicInteger()).getAndIncrement();
		int request = this.lastRequest.incrementAndGet();
		CompletableFuture<ListenReply> reply = new CompletableFuture<>();
		this.requests.put(request, reply);
		try {
			await(this.channel).send(ControlCodec.encode(new ControlMessage.Listen(request, address.getAddress(), port,
					index, Boolean.getBoolean("java.net.preferIPv4Stack"), backlog)));
			return socketOf(await(reply), address);
		}
		finally {
			this.requests.remove(request);
		}
	}

	private static Fd socketOf(ListenReply reply, InetSocketAddress address) throws IOException {
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
				return socket;
			}
		}
	}

	private <T> T await(CompletableFuture<T> future) throws IOException {
		try {
			return future.get(REPLY_LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw this.exit.isStopping() ? new ClusterEndingException("This worker ends while it starts")
					: new IOException("The channel to the primary is closed", ex.getCause());
		}
		catch (TimeoutException ex) {
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
		this.channel.thenAccept((opened) -> {
			try {
				opened.send(ControlCodec.encode(message));
			}
			catch (IOException ex) {
				logger.debug("The primary cannot be told " + message, ex);
			}
		});
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
	private final class Receiver implements FrameChannel.Listener {

		@Override
		public void received(Frame frame) {
			try {
				ControlMessage message = ControlCodec.decode(frame);
				if (message instanceof ControlMessage.Changed changed) {
					ClusterWorker.this.snapshot = changed.snapshot();
				}
				else if (message instanceof ControlMessage.Stop) {
					ClusterWorker.this.exit.stop();
				}
				else if (message instanceof ListenReply reply) {
					answered(reply);
				}
			}
			catch (IOException ex) {
				logger.error("The primary has sent a message that cannot be understood", ex);
			}
		}

		private void answered(ListenReply reply) {
			CompletableFuture<ListenReply> request = ClusterWorker.this.requests.get(reply.request());
			if ((request == null || !request.complete(reply)) && reply.socket() != null) {
				reply.socket().close();
			}
		}

		@Override
		public void closed(@Nullable IOException cause) {
			// First of all, as it needs no memory.
			ClusterWorker.this.exit.orphaned();
			logger.warn("The primary is gone: this worker ends", cause);
			ClusterWorker.this.requests.values()
				.forEach((request) -> request.completeExceptionally(new IOException("The primary is gone")));
		}

	}

}
