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
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;
import io.forkit.cluster.ControlFormat;
import io.forkit.cluster.ControlLine;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.Replies;
import io.forkit.cluster.TicketKey;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerLoad;
import io.forkit.cluster.WorkerState;
import io.forkit.cluster.WorkerVitals;
import io.forkit.cluster.leader.ProcessLeadership;
import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.Exchange;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.InternalMessages;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.Request;
import io.forkit.ipc.SentMessage;
import io.forkit.posix.Fd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * This process as a worker: who it is, and its way to the primary, as
 * <a href="https://nodejs.org/api/cluster.html#clusterworker">cluster.worker</a> in Node.
 * <p>
 * Thread-safe. There is at most one in a JVM.
 *
 * @since 0.1.0
 */
public final class ClusterWorker implements ClusterView {

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private static volatile @Nullable ClusterWorker current;

	private final WorkerIdentity identity;

	private final WorkerExit exit;

	private final PrimaryLink link;

	private final WorkerSockets sockets;

	private final Map<String, Consumer<List<?>>> topics = new ConcurrentHashMap<>();

	private final StopNotices stopNotices = new StopNotices();

	private final ProcessLeadership leadership;

	private final LeaderPulse pulse;

	private final HeapAfterCollection heap = new HeapAfterCollection();

	private volatile UnaryOperator<WorkerVitals> vitals = UnaryOperator.identity();

	private final List<Runnable> whenActivated = new CopyOnWriteArrayList<>();

	private volatile int slot;

	private volatile boolean ready;

	private final CompletableFuture<Void> activation = new CompletableFuture<>();

	private final Heart heart = new Heart();

	private final HealthReports health;

	private volatile ClusterSnapshot snapshot;

	private volatile Runnable whenChanged = () -> {
	};

	private ClusterWorker(WorkerIdentity identity, Duration orphanTimeout) {
		this.identity = identity;
		this.slot = identity.slot();
		if (!isStandby()) {
			this.activation.complete(null);
		}
		this.exit = new WorkerExit(orphanTimeout);
		this.link = new PrimaryLink(this.exit);
		this.pulse = new LeaderPulse(this.heart, (term) -> this.link.send(new ControlMessage.Leading(term)));
		this.health = new HealthReports(
				(value) -> this.link.send(new ControlMessage.Topical(HealthReports.TOPIC, value)), this.heart);
		this.leadership = new ProcessLeadership(identity.id(), this::slot, this::steppedDown);
		this.leadership.whenUsed(() -> this.link.send(new ControlMessage.LeaderUsed()));
		this.sockets = new WorkerSockets(this.link, this.activation);
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
		worker.exit.beforeExit(worker.link::disconnect);
		Thread thread = new Thread(() -> worker.link.open(identity, worker.new Receiver()), "forkit-connect");
		thread.setDaemon(true);
		thread.start();
		return worker;
	}

	/**
	 * Return the id, which no other worker of the cluster has had or will have.
	 * @return the id, from 1
	 */
	public int id() {
		return this.identity.id();
	}

	/**
	 * Return the slot, which a replacement has again.
	 * @return the slot, from 0; {@link WorkerInfo#NO_SLOT} while this is a standby
	 */
	public int slot() {
		return this.slot;
	}

	/**
	 * Return whether this worker has no slot, but waits to be given one. Its application
	 * runs, but its servers accept no connections.
	 * @return whether it is a standby
	 * @see #onActivated(Runnable)
	 */
	public boolean isStandby() {
		return this.slot == WorkerInfo.NO_SLOT;
	}

	/**
	 * Be told when this standby is given a slot. Who has one from the beginning is never
	 * told. There is a {@link WorkerActivatedEvent} as well.
	 * @param listener run on the loop; must not wait
	 * @return to be told no longer
	 */
	public MessageSubscription onActivated(Runnable listener) {
		this.whenActivated.add(listener);
		return () -> this.whenActivated.remove(listener);
	}

	private void activated(int given) {
		boolean first = isStandby();
		this.slot = given;
		if (first) {
			this.activation.completeAsync(() -> null, Replies.executor());
			this.whenActivated.forEach(Runnable::run);
		}
		// Says that it has understood.
		ready(this.ready);
	}

	/**
	 * {@inheritDoc}
	 * @see #currentSnapshot()
	 */
	@Override
	public ClusterSnapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Ask the primary how the cluster is at this moment.
	 * @return the snapshot; fails if the primary is gone
	 */
	public CompletableFuture<ClusterSnapshot> currentSnapshot() {
		return this.link.request(new ControlMessage.Query()).thenApplyAsync((reply) -> {
			if (reply instanceof ControlMessage.Changed changed) {
				this.snapshot = changed.snapshot();
				return changed.snapshot();
			}
			throw new IllegalStateException("The primary has answered something else");
		}, Replies.executor());
	}

	/**
	 * Set what to do when there is a new {@link #snapshot()}.
	 * @param whenChanged run on the loop; must not wait
	 */
	public void whenChanged(Runnable whenChanged) {
		this.whenChanged = whenChanged;
	}

	/**
	 * Return whether this worker leads the cluster.
	 * @return whether it does
	 * @see #leadership()
	 */
	public boolean isLeader() {
		return this.leadership.isLeader();
	}

	/**
	 * Return the leadership of this worker.
	 * @return the leadership, which the primary gives and takes
	 */
	public ProcessLeadership leadership() {
		return this.leadership;
	}

	/**
	 * Open the line to a topic of the primary, beside all messages of the user.
	 * @param topic the name of the topic
	 * @param receiver told what comes from there, on the loop; must not wait
	 * @return the line
	 */
	public ControlLine line(String topic, Consumer<List<?>> receiver) {
		this.topics.put(topic, receiver);
		return (value) -> this.link.request(new ControlMessage.Topical(topic, value)).thenApply((answer) -> {
			if (answer instanceof ControlMessage.Topical topical) {
				return topical.value();
			}
			throw new IllegalStateException("The primary has answered something else");
		});
	}

	/**
	 * Give signs of life from now on, and let the primary ask how this worker fares.
	 * @param settings how often
	 */
	public void watched(HealthSettings settings) {
		this.topics.put(HealthReports.TOPIC, this.health::asked);
		this.health.begin(id(), settings);
	}

	/**
	 * Set what makes a request to the server of this worker when the primary asks for it.
	 * @param probe makes it
	 */
	public void probeWith(RequestProbe probe) {
		this.health.probeWith(probe);
	}

	private void steppedDown(long term) {
		this.pulse.end(term);
		this.link.send(new ControlMessage.SteppedDown(term));
	}

	/**
	 * Return the channel to the primary, for all that is not here: handles, limits,
	 * errors. Waits until it is open, which takes a moment at the start of a worker.
	 * @return the channel
	 * @throws IllegalStateException if it cannot be opened
	 */
	public MessageChannel channel() {
		return this.link.channel();
	}

	/**
	 * Send a message to the primary, see {@link MessageChannel#send(Object)}.
	 * @param message the message
	 * @return completed when it was given to the system
	 */
	public SentMessage send(@Nullable Object message) {
		return channel().send(message);
	}

	/**
	 * Send a message to the primary that is to be answered, see
	 * {@link MessageChannel#request(Object, Class)}.
	 * @param message the message
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer
	 */
	public <T> Request<T> request(@Nullable Object message, Class<T> answer) {
		return channel().request(message, answer);
	}

	/**
	 * Listen for messages of the primary, see
	 * {@link MessageChannel#onMessage(Class, Consumer)}.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	public <T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener) {
		return channel().onMessage(type, listener);
	}

	/**
	 * Listen for messages of the primary, to answer them or to take handles.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return to stop listening
	 */
	public <T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		return channel().onMessage(type, listener);
	}

	/**
	 * Return whether there is a channel to the primary.
	 * @return {@code true} from the beginning until it is closed
	 */
	public boolean isConnected() {
		return this.link.isConnected();
	}

	/**
	 * Return whether this worker ends because somebody has disconnected it, see
	 * {@code exitedAfterDisconnect} in Node.
	 * @return whether it does
	 */
	public boolean exitedAfterDisconnect() {
		return this.exit.isVoluntary();
	}

	/**
	 * Be told before this worker ends in an orderly way: the application and the channel
	 * are closed. Whoever ends the JVM then with another code than 0 may do so.
	 * @param listener told
	 * @return to be told no longer
	 */
	public MessageSubscription onDisconnect(Runnable listener) {
		return this.exit.onDisconnect(listener);
	}

	/**
	 * End this worker in an orderly way, as when the primary
	 * {@linkplain io.forkit.cluster.Worker#disconnect() disconnects} it; but its slot
	 * gets another one. Returns at once, and does nothing the second time.
	 * @return this
	 */
	public ClusterWorker disconnect() {
		if (this.exit.leave()) {
			// When it has answered, nobody there takes the end for a crash.
			this.link.request(new ControlMessage.Leaving()).whenComplete((reply, ex) -> this.exit.stop());
		}
		return this;
	}

	/**
	 * End this worker at once with code 0, but not as after a crash: what it has begun is
	 * cut off, and no shutdown hook runs. Returns at once.
	 */
	public void kill() {
		this.exit.leave();
		this.link.request(new ControlMessage.Leaving()).whenComplete((reply, ex) -> this.exit.halt());
	}

	/**
	 * Listen for connections, with the {@linkplain ListenOptions#DEFAULTS defaults}.
	 * @param address an internet address with a port, 0 for any free one, or the path of
	 * a UNIX-domain socket
	 * @return the channel
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 * @see #listen(SocketAddress, ListenOptions)
	 */
	public ServerSocketChannel listen(SocketAddress address) throws IOException {
		return listen(address, ListenOptions.DEFAULTS);
	}

	/**
	 * Listen for connections, on a socket that this worker shares with all that listen at
	 * the same address, as {@code server.listen} in Node. The n-th socket of each worker
	 * at port 0 has the same port, also that of a worker which replaces another one.
	 * Connections wait while workers are replaced. Waits for the primary.
	 * <p>
	 * The channel is blocking and stays so, because the mode belongs to the socket, and
	 * virtual threads may accept from it. Closing it leaves the socket to the siblings;
	 * when all workers that have asked for it have closed it, the address is free.
	 * @param address an internet address with a port, 0 for any free one, or the path of
	 * a UNIX-domain socket, which is of the primary: where it is relative, it begins at
	 * the directory of the primary. A file that a dead process has left there is
	 * replaced, and the own one is removed at the end
	 * @param options the options
	 * @return the channel
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason, or this thread is
	 * interrupted
	 */
	public ServerSocketChannel listen(SocketAddress address, ListenOptions options) throws IOException {
		return this.sockets.listen(address, options);
	}

	/**
	 * Listen for connections on a shared socket.
	 * @param host the address, or {@code null} for the wildcard address
	 * @param port the port, 0 for any free one
	 * @param backlog how many connections may wait to be accepted
	 * @return the channel
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 * @see #listen(SocketAddress, ListenOptions)
	 */
	public ServerSocketChannel listen(@Nullable InetAddress host, int port, int backlog) throws IOException {
		return listen(new InetSocketAddress(host, port), ListenOptions.DEFAULTS.withBacklog(backlog));
	}

	/**
	 * Listen on a socket that the primary has inherited from whoever started it, such as
	 * systemd or a shell; {@code listen({fd})} in Node.
	 * @param descriptor its number in the primary
	 * @return the channel, see {@link #listen(SocketAddress, ListenOptions)}
	 * @throws IOException if there is no socket that listens at that number
	 */
	public ServerSocketChannel listenInherited(int descriptor) throws IOException {
		return this.sockets.listenInherited(descriptor);
	}

	/**
	 * Receive datagrams, with the {@linkplain ListenOptions#DEFAULTS defaults}.
	 * @param address the address, with port 0 for any free one
	 * @return the channel
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 * @see #bindDatagram(InetSocketAddress, ListenOptions)
	 */
	public DatagramChannel bindDatagram(InetSocketAddress address) throws IOException {
		return bindDatagram(address, ListenOptions.DEFAULTS);
	}

	/**
	 * Receive datagrams on a UDP socket that this worker shares with all that are bound
	 * to the same address: each datagram comes to one of them. Waits for the primary.
	 * <p>
	 * The channel is one of the JDK, blocking. Its mode belongs to the socket: either all
	 * workers leave it blocking, or all of them make it non-blocking, and nobody uses a
	 * receive timeout. Its connection and its groups are those of the socket too, so
	 * connect and join where the socket is {@linkplain ListenOptions#exclusive()
	 * exclusive} only. When all workers have closed theirs, the address becomes free with
	 * the next socket that one of them asks for.
	 * @param address the address, with port 0 for any free one
	 * @param options the options, of which the backlog means nothing
	 * @return the channel, bound
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason, or this thread is
	 * interrupted
	 */
	public DatagramChannel bindDatagram(InetSocketAddress address, ListenOptions options) throws IOException {
		return this.sockets.bindDatagram(address, options);
	}

	/**
	 * Receive datagrams on a UDP socket that the primary has inherited;
	 * {@code bind({fd})} in Node.
	 * @param descriptor its number in the primary
	 * @return the channel, see {@link #bindDatagram(InetSocketAddress, ListenOptions)}
	 * @throws IOException if there is no bound UDP socket at that number
	 */
	public DatagramChannel bindDatagramInherited(int descriptor) throws IOException {
		return this.sockets.bindDatagramInherited(descriptor);
	}

	/**
	 * Get a listening socket for the server of the application, as a descriptor of which
	 * any number of channels can be made, one after the other. The start of the cluster
	 * fails if it cannot be had. {@link #listening()} is to be called when the server
	 * accepts.
	 * @param address an internet address with a port, 0 for any free one, or the path of
	 * a UNIX-domain socket
	 * @param options the options
	 * @return the socket, owned by the caller; always a shared one
	 * @throws BindException if the address is in use or cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if it cannot be had for another reason
	 */
	public Fd listeningSocket(SocketAddress address, ListenOptions options) throws IOException {
		return this.sockets.listeningSocket(address, options);
	}

	/**
	 * Get the connections of an address for a server of this worker, the way that
	 * {@code forkit.cluster.scheduling} says. UNIX-domain sockets are shared always.
	 * @param address the address
	 * @param options the options, for a socket that is not this worker's own
	 * @return where they come from
	 * @throws BindException if another program has the address, or it cannot be had
	 * @throws ClusterEndingException if the cluster is ending
	 * @throws IOException if they cannot be had for another reason
	 */
	public Attachment attach(SocketAddress address, ListenOptions options) throws IOException {
		return this.sockets.attach(address, options);
	}

	/**
	 * Ask the primary for the keys of the session tickets of TLS, which all workers
	 * share.
	 * @return the keys; the last one is that of the next period
	 */
	public CompletableFuture<List<TicketKey>> ticketKeys() {
		return this.link.request(new ControlMessage.TicketKeysWanted()).thenApplyAsync((reply) -> {
			if (reply instanceof ControlMessage.TicketKeys answer) {
				return answer.keys();
			}
			throw new IllegalStateException("The primary has answered something else");
		}, Replies.executor());
	}

	/** Tell the primary that this worker accepts connections. */
	public void listening() {
		this.link.send(new ControlMessage.Listening());
	}

	/**
	 * Tell the primary whether the application is ready.
	 * @param ready whether it is
	 */
	public void ready(boolean ready) {
		this.ready = ready;
		this.link.send(new ControlMessage.Readiness(ready));
	}

	/**
	 * Tell the primary, and through it the siblings, how busy this worker is.
	 * @param load how busy it is
	 */
	public void report(WorkerLoad load) {
		this.link.send(new ControlMessage.Load(load));
	}

	/**
	 * Set what adds to what this worker tells the primary of itself.
	 * @param vitals adds to it; must not wait
	 */
	public void vitals(UnaryOperator<WorkerVitals> vitals) {
		this.vitals = vitals;
	}

	/**
	 * Tell the primary why the application cannot be started. Waits a moment, because
	 * this JVM will end.
	 * @param failure why
	 */
	public void startFailed(StartFailure failure) {
		if (!this.exit.isStopping()) {
			this.link.sendAndWait(new ControlMessage.StartFailed(failure));
		}
	}

	/**
	 * Hear from the primary that the cluster is going to stop, some time before that: the
	 * application then says that it is not ready, and this worker goes on to serve.
	 * @param context the application
	 */
	public void expectStopNotice(ConfigurableApplicationContext context) {
		this.stopNotices.subscribe(this, context);
	}

	/** The application has said that it is ready, which may not be so any more. */
	public void applicationReady() {
		this.stopNotices.ready();
	}

	/**
	 * Return whether this worker is to serve although its application says that it is not
	 * ready.
	 * @return whether the cluster is going to stop, and has not begun
	 */
	public boolean servesUntilStop() {
		return this.stopNotices.isGiven() && !this.exit.isStopping();
	}

	/** Tell the primary that the application is closing. */
	public void draining() {
		// First: whoever gives up before that could be elected again.
		this.link.send(new ControlMessage.Draining());
		this.leadership.close();
	}

	/**
	 * Name the application that is to be closed when this worker ends.
	 * @param context the application
	 */
	public void attach(ConfigurableApplicationContext context) {
		this.exit.attach(context);
	}

	/**
	 * Where the connections of an address come from.
	 *
	 * @param socket the listening socket, or the socket over which the primary hands them
	 * over; owned by the caller
	 * @param dispatched the address that clients connect to if the primary hands them
	 * over
	 * @param release tells the primary that this worker does not need them any more; to
	 * be run once
	 */
	public record Attachment(Fd socket, @Nullable InetSocketAddress dispatched, Runnable release) {

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
					ClusterWorker.this.leadership.seen(changed.snapshot().leader());
					ClusterWorker.this.whenChanged.run();
				}
				else if (control instanceof ControlMessage.Topical topical) {
					ClusterWorker.this.topics.getOrDefault(topical.topic(), (value) -> {
					}).accept(topical.value());
				}
				else if (control instanceof ControlMessage.Lead lead) {
					ClusterWorker.this.pulse.begin(lead.term(), lead.pulse());
					ClusterWorker.this.leadership.elected(lead.term());
				}
				else if (control instanceof ControlMessage.StepDown stepDown) {
					ClusterWorker.this.leadership.stepDown(stepDown.term());
				}
				else if (control instanceof ControlMessage.VitalsWanted) {
					WorkerVitals own = ClusterWorker.this.heap.vitals();
					ClusterWorker.this.link.send(new ControlMessage.Vitals(ClusterWorker.this.vitals.apply(own)));
				}
				else if (control instanceof ControlMessage.Activate activate) {
					activated(activate.slot());
				}
				else if (control instanceof ControlMessage.Stop) {
					ClusterWorker.this.exit.leave();
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
			if (ClusterWorker.this.exit.channelEnded()) {
				logger.warn("The primary is gone: this worker ends", end.failure());
			}
			ClusterWorker.this.leadership.close();
		}

	}

}
