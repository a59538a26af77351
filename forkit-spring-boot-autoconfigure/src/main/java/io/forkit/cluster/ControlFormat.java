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
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import io.forkit.cluster.ControlMessage.Activate;
import io.forkit.cluster.ControlMessage.Attach;
import io.forkit.cluster.ControlMessage.Attached;
import io.forkit.cluster.ControlMessage.Changed;
import io.forkit.cluster.ControlMessage.Closed;
import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Hello;
import io.forkit.cluster.ControlMessage.Lead;
import io.forkit.cluster.ControlMessage.LeaderUsed;
import io.forkit.cluster.ControlMessage.Leading;
import io.forkit.cluster.ControlMessage.Leaving;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.Listening;
import io.forkit.cluster.ControlMessage.Load;
import io.forkit.cluster.ControlMessage.Query;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.StartFailed;
import io.forkit.cluster.ControlMessage.StepDown;
import io.forkit.cluster.ControlMessage.SteppedDown;
import io.forkit.cluster.ControlMessage.Stop;
import io.forkit.cluster.ControlMessage.TicketKeys;
import io.forkit.cluster.ControlMessage.TicketKeysWanted;
import io.forkit.cluster.ControlMessage.Topical;
import io.forkit.cluster.ControlMessage.Vitals;
import io.forkit.cluster.ControlMessage.VitalsWanted;
import io.forkit.cluster.watch.WorkerCondition;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.ReceivedHandle;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists of plain values of control messages and back: the name of the message, then
 * what it has. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ControlFormat {

	private ControlFormat() {
	}

	/**
	 * Return what a message says.
	 * @param message the message
	 * @return its values, without its descriptor
	 */
	public static List<@Nullable Object> write(ControlMessage message) {
		List<@Nullable Object> values = new ArrayList<>();
		values.add(message.getClass().getSimpleName());
		if (message instanceof Hello hello) {
			values.add(hello.pid());
		}
		else if (message instanceof Listen listen) {
			values.addAll(Arrays.asList(SocketRequestFormat.write(listen.socket()), listen.vital()));
		}
		else if (message instanceof Closed closed) {
			values.add(SocketRequestFormat.write(closed.socket()));
		}
		else if (message instanceof ListenReply reply) {
			values.addAll(listenReply(reply));
		}
		else if (message instanceof Attach attach) {
			values.add(SocketRequestFormat.write(attach.socket()));
		}
		else if (message instanceof Attached attached) {
			values.addAll(listenReply(attached.reply()));
			InetSocketAddress dispatched = attached.dispatched();
			values.add(dispatched != null);
			if (dispatched != null) {
				values.add(SocketRequestFormat.writeAddress(dispatched));
			}
		}
		else if (message instanceof Activate activate) {
			values.add(activate.slot());
		}
		else if (message instanceof Readiness readiness) {
			values.add(readiness.ready());
		}
		else if (message instanceof StartFailed failed) {
			values.addAll(BreakerFormat.writeReport(failed.failure()));
		}
		else if (message instanceof Load load) {
			values.add(load(load.load()));
		}
		else if (message instanceof Vitals vitals) {
			values.addAll(vitals(vitals.vitals()));
		}
		else if (message instanceof Changed changed) {
			values.add(snapshot(changed.snapshot()));
		}
		else if (message instanceof TicketKeys keys) {
			values.add(keys.keys()
				.stream()
				.map((key) -> List.of(key.id(), key.secret().getEncoded(), key.from().toEpochMilli(),
						key.until().toEpochMilli()))
				.toList());
		}
		else if (message instanceof Lead lead) {
			values.addAll(List.of(lead.term(), lead.pulse()));
		}
		else if (message instanceof Leading leading) {
			values.add(leading.term());
		}
		else if (message instanceof StepDown stepDown) {
			values.add(stepDown.term());
		}
		else if (message instanceof SteppedDown steppedDown) {
			values.add(steppedDown.term());
		}
		else if (message instanceof Topical topical) {
			values.addAll(List.of(topical.topic(), topical.value()));
		}
		return values;
	}

	private static List<Object> vitals(WorkerVitals vitals) {
		return List.of(vitals.heap(), vitals.maxHeap(), vitals.requests(), vitals.use().occupied(),
				vitals.use().capacity());
	}

	private static List<@Nullable Object> listenReply(ListenReply reply) {
		return Arrays.asList(reply.outcome().name(), reply.error());
	}

	private static List<@Nullable Object> snapshot(ClusterSnapshot snapshot) {
		List<List<?>> listeners = new ArrayList<>();
		snapshot.listeners()
			.forEach((listener) -> listeners.add(List.of(listener.type().name(), listener.host(), listener.port())));
		List<List<?>> workers = new ArrayList<>();
		snapshot.workers()
			.forEach((worker) -> workers.add(Arrays.asList(worker.slot(), worker.id(), worker.pid(),
					worker.state().name(), worker.startedAt().toEpochMilli(), worker.restarts(), worker.lastExit(),
					load(worker.load()), worker.generation(), worker.reason().name(), health(worker.health()))));
		return Arrays.asList(snapshot.state().name(), snapshot.pid(), snapshot.startedAt().toEpochMilli(),
				snapshot.size(), listeners, workers, leader(snapshot.leader()),
				BreakerFormat.write(snapshot.breakers()));
	}

	private static List<?> leader(@Nullable LeaderInfo leader) {
		return (leader == null) ? List.of()
				: List.of(leader.worker(), leader.slot(), leader.pid(), leader.term(), leader.since().toEpochMilli());
	}

	private static List<?> health(@Nullable WorkerHealth health) {
		return (health != null) ? List.of(health.condition().name(), health.since().toEpochMilli(), health.hung())
				: List.of();
	}

	// Empty if it is not known.
	private static List<?> load(@Nullable WorkerLoad load) {
		return (load != null) ? List.of(load.connections(), load.activeRequests(), load.requestsPerSecond(),
				load.gate().name(), load.gateClosings(), load.shedConnections()) : List.of();
	}

	/**
	 * Read a message that has arrived.
	 * @param message the message
	 * @return the same; it owns its descriptor
	 * @throws IOException if it is no control message
	 */
	public static ControlMessage read(InternalMessage message) throws IOException {
		ReceivedHandle handle = message.handle();
		Fd descriptor = (handle != null) ? handle.as(Fd.class) : null;
		ControlMessage result = null;
		try {
			result = read(message.value(), descriptor);
			return result;
		}
		finally {
			if (descriptor != null && (result == null || result.descriptor() != descriptor)) {
				descriptor.close();
			}
		}
	}

	static ControlMessage read(@Nullable Object value, @Nullable Fd descriptor) throws IOException {
		ControlValues in = ControlValues.of(value);
		String name = in.text();
		return switch (name) {
			case "Hello" -> new Hello(in.whole());
			case "Listen" -> new Listen(SocketRequestFormat.read(in.values()), in.flag());
			case "Closed" -> new Closed(SocketRequestFormat.read(in.values()));
			case "ListenReply" -> readListenReply(in, descriptor);
			case "Attach" -> new Attach(SocketRequestFormat.read(in.values()));
			case "Attached" -> new Attached(readListenReply(in, descriptor), readDispatched(in));
			case "Listening" -> new Listening();
			case "Readiness" -> new Readiness(in.flag());
			case "Activate" -> new Activate(in.number());
			case "Stop" -> new Stop();
			case "Load" -> new Load(readLoad(in.values()));
			case "VitalsWanted" -> new VitalsWanted();
			case "Vitals" -> new Vitals(
					new WorkerVitals(in.whole(), in.whole(), in.whole(), new ServerUse(in.number(), in.number())));
			case "StartFailed" -> new StartFailed(BreakerFormat.readReport(in));
			case "Draining" -> new Draining();
			case "Leaving" -> new Leaving();
			case "Query" -> new Query();
			case "Lead" -> new Lead(in.whole(), in.whole());
			case "Leading" -> new Leading(in.whole());
			case "LeaderUsed" -> new LeaderUsed();
			case "StepDown" -> new StepDown(in.whole());
			case "SteppedDown" -> new SteppedDown(in.whole());
			case "Topical" -> new Topical(in.text(), in.list());
			case "Changed" -> new Changed(readSnapshot(in.values()));
			case "TicketKeysWanted" -> new TicketKeysWanted();
			case "TicketKeys" -> readTicketKeys(in.values());
			default -> throw new IOException("There is no control message '" + name + "'");
		};
	}

	private static @Nullable InetSocketAddress readDispatched(ControlValues in) throws IOException {
		return in.flag() ? SocketRequestFormat.readAddress(in.values()) : null;
	}

	private static ListenReply readListenReply(ControlValues in, @Nullable Fd descriptor) throws IOException {
		ListenReply.Outcome outcome = in.constant(ListenReply.Outcome.class);
		String error = in.nullableText();
		if (outcome == ListenReply.Outcome.LISTENING && descriptor == null) {
			return new ListenReply(ListenReply.Outcome.FAILED,
					"the socket was lost on the way: too many open files (EMFILE)", null);
		}
		return new ListenReply(outcome, error, descriptor);
	}

	private static @Nullable WorkerLoad readOptionalLoad(ControlValues in) throws IOException {
		return in.hasNext() ? readLoad(in) : null;
	}

	private static WorkerLoad readLoad(ControlValues in) throws IOException {
		return new WorkerLoad(in.number(), in.number(), in.number(), in.constant(GateState.class), in.whole(),
				in.whole());
	}

	private static TicketKeys readTicketKeys(ControlValues in) throws IOException {
		List<TicketKey> keys = new ArrayList<>();
		while (in.hasNext()) {
			ControlValues key = in.values();
			keys.add(new TicketKey(key.number(), new SecretKeySpec(key.bytes(), "AES"),
					Instant.ofEpochMilli(key.whole()), Instant.ofEpochMilli(key.whole())));
		}
		return new TicketKeys(keys);
	}

	private static ClusterSnapshot readSnapshot(ControlValues in) throws IOException {
		ClusterState state = in.constant(ClusterState.class);
		long pid = in.whole();
		Instant startedAt = Instant.ofEpochMilli(in.whole());
		int size = in.number();
		List<ListenerInfo> listeners = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			ControlValues listener = all.values();
			listeners.add(new ListenerInfo(listener.constant(ListenerType.class), listener.text(), listener.number()));
		}
		List<WorkerInfo> workers = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			ControlValues worker = all.values();
			workers.add(new WorkerInfo(worker.number(), worker.number(), worker.whole(),
					worker.constant(WorkerState.class), Instant.ofEpochMilli(worker.whole()), worker.number(),
					worker.nullableText(), readOptionalLoad(worker.values()), worker.number(),
					worker.constant(WorkerReason.class), readHealth(worker.values())));
		}
		return new ClusterSnapshot(state, pid, startedAt, size, listeners, workers, readLeader(in.values()),
				BreakerFormat.read(in.values()));
	}

	private static @Nullable WorkerHealth readHealth(ControlValues in) throws IOException {
		return in.hasNext()
				? new WorkerHealth(in.constant(WorkerCondition.class), Instant.ofEpochMilli(in.whole()), in.flag())
				: null;
	}

	private static @Nullable LeaderInfo readLeader(ControlValues in) throws IOException {
		return in.hasNext()
				? new LeaderInfo(in.number(), in.number(), in.whole(), in.whole(), Instant.ofEpochMilli(in.whole()))
				: null;
	}

}
