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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.forkit.cluster.ControlMessage.Activate;
import io.forkit.cluster.ControlMessage.Attach;
import io.forkit.cluster.ControlMessage.Attached;
import io.forkit.cluster.ControlMessage.Changed;
import io.forkit.cluster.ControlMessage.Closed;
import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Hello;
import io.forkit.cluster.ControlMessage.Lead;
import io.forkit.cluster.ControlMessage.Leading;
import io.forkit.cluster.ControlMessage.Leaving;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.ListenReply.Outcome;
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
import io.forkit.cluster.SocketRequest.Inherited;
import io.forkit.cluster.SocketRequest.Tcp;
import io.forkit.cluster.SocketRequest.Udp;
import io.forkit.cluster.SocketRequest.Unix;
import io.forkit.cluster.watch.WorkerCondition;
import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ControlFormat}.
 */
class ControlFormatTests {

	static Stream<ControlMessage> messages() throws IOException {
		Instant now = Instant.ofEpochMilli(1_790_000_000_123L);
		return Stream.of(new Hello(4_194_304L),
				new Listen(new Tcp(InetAddress.getByName("0.0.0.0"), 8080, 0, InternetProtocol.IPV4, 100), true),
				new Listen(new Udp(InetAddress.getByName("::1"), 0, 3, InternetProtocol.IPV6), false),
				new Listen(new Unix("/run/app.sock", 1, null), false),
				new Listen(new Unix("ünïcödé", 1, PosixFilePermissions.fromString("rw-rw----")), false),
				new Listen(new Inherited(3, true), false), new Closed(new Inherited(3, false)),
				new ListenReply(Outcome.ADDRESS_IN_USE, "bind failed: ünïcödé ✓", null),
				new ListenReply(Outcome.CANNOT_BIND, "no", null), new ListenReply(Outcome.FAILED, "", null),
				new ListenReply(Outcome.CLUSTER_ENDING, null, null),
				new Attach(new Tcp(InetAddress.getByName("::1"), 0, 3, InternetProtocol.ANY, 65_535)),
				new Attached(new ListenReply(Outcome.FAILED, "no", null), null),
				new Attached(new ListenReply(Outcome.CLUSTER_ENDING, null, null),
						new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 8080)),
				new Listening(), new Readiness(true), new Readiness(false), new Activate(3), new Stop(),
				new VitalsWanted(), new Vitals(new WorkerVitals(-1, 1L << 40, 7, new ServerUse(3, Integer.MAX_VALUE))),
				new Draining(), new StartFailed(new StartFailure("a.B", "ünïcödé")),
				new StartFailed(new StartFailure("a.B", null)),
				new StartFailed(new StartFailure("a.B", "b").analyzed("two\nlines", null)), new Leaving(), new Query(),
				new Load(new WorkerLoad(1, 2, 3, GateState.SATURATED, 4_000_000_000L, 5)), new TicketKeysWanted(),
				new TicketKeys(
						List.of(new TicketKey(-1, new SecretKeySpec(new byte[32], "AES"), now, now.plusSeconds(1)))),
				new Changed(new ClusterSnapshot(ClusterState.STARTING, 1, now, 2, List.of(), List.of())),
				new Changed(new ClusterSnapshot(ClusterState.STOPPED, 1, now, 2,
						List.of(new ListenerInfo("0.0.0.0", 8080), new ListenerInfo("::1", 65_535),
								new ListenerInfo(ListenerType.UNIX, "/run/app.sock", -1),
								new ListenerInfo(ListenerType.UDP6, "::1", 53)),
						List.of(new WorkerInfo(0, 1, 100, WorkerState.STARTING, now, 0, null),
								new WorkerInfo(1, 9, 200, WorkerState.EXITED, now.plusSeconds(1), 7,
										"killed by SIGKILL"),
								new WorkerInfo(2, 10, 300, WorkerState.READY, now, 0, null,
										new WorkerLoad(9, 8, 7, GateState.OPEN, 6, 5), 3, WorkerReason.RELOAD,
										new WorkerHealth(WorkerCondition.SWAPPING, now, true))),
						new LeaderInfo(9, 1, 200, 1_790_000_000_124L, now),
						List.of(new BreakerInfo(null, BreakerState.HALF_OPEN, BreakerReason.TOO_MANY, "x", now, null, 2,
								new StartFailure("a.B", null)),
								new BreakerInfo(1, BreakerState.OPEN, BreakerReason.SAME_FAILURE, "y", now,
										now.plusSeconds(1), 0, null)))),
				new Lead(1_790_000_000_124L, 3000), new Leading(1), new ControlMessage.LeaderUsed(), new StepDown(2),
				new SteppedDown(3), new Topical("shared", List.of("put", 7)));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void aMessageComesBackAsItWas(ControlMessage message) throws IOException {
		assertThat(ControlFormat.read(ControlFormat.write(message), null)).isEqualTo(message);
	}

	@Test
	void everyKindOfMessageIsTested() throws IOException {
		assertThat(messages().<Class<?>>map(Object::getClass).distinct().toList())
			.containsExactlyInAnyOrder(ControlMessage.class.getPermittedSubclasses());
	}

	@Test
	void everyStateOfAWorkerAndOfAClusterComesBack() throws IOException {
		for (ClusterState state : ClusterState.values()) {
			List<WorkerInfo> workers = Arrays.stream(WorkerState.values())
				.map((workerState) -> new WorkerInfo(0, 1, 2, workerState, Instant.EPOCH, 0, null))
				.toList();
			aMessageComesBackAsItWas(new Changed(new ClusterSnapshot(state, 1, Instant.EPOCH, 1, List.of(), workers)));
		}
	}

	@Test
	void workersAreToldOfAsManyBreakersAsFitIntoAMessage() throws IOException {
		List<BreakerInfo> breakers = IntStream.range(0, 400)
			.mapToObj((slot) -> new BreakerInfo(slot, BreakerState.OPEN, BreakerReason.IN_A_ROW, "x".repeat(600),
					Instant.EPOCH, null, 0, new StartFailure("a.B", "y".repeat(300))))
			.toList();
		Changed read = (Changed) ControlFormat
			.read(ControlFormat.write(new Changed(new ClusterSnapshot(ClusterState.RUNNING, 1, Instant.EPOCH, 400,
					List.of(), List.of(), null, breakers))), null);
		assertThat(read.snapshot().breakers()).hasSize(4).isEqualTo(breakers.subList(0, 4));
	}

	@Test
	void anAddressKeepsItsScope() throws IOException {
		InetAddress linkLocal = Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 7);
		Listen written = new Listen(new Udp(linkLocal, 8080, 0, InternetProtocol.ANY), false);
		Listen read = (Listen) ControlFormat.read(ControlFormat.write(written), null);
		assertThat(((Inet6Address) ((Udp) read.socket()).host()).getScopeId()).isEqualTo(7);
	}

	@Test
	void aSocketTravelsWithItsReply() throws IOException {
		try (Pipe pipe = Pipe.open()) {
			Fd socket = pipe.readEnd();
			ListenReply reply = new ListenReply(Outcome.LISTENING, null, socket);
			assertThat(reply.descriptor()).isSameAs(socket);
			assertThat(ControlFormat.read(ControlFormat.write(reply), socket)).isEqualTo(reply);
		}
	}

	@Test
	void aReplyWhoseSocketWasLostSaysWhy() throws IOException {
		assertThat(ControlFormat.read(ControlFormat.write(new ListenReply(Outcome.LISTENING, null, null)), null))
			.isEqualTo(new ListenReply(Outcome.FAILED, "the socket was lost on the way: too many open files (EMFILE)",
					null));
	}

	@Test
	void whatIsNoControlMessageIsRefused() {
		for (Object value : Arrays.asList(null, "text", 7, List.of(), List.of("NODE_CLUSTER"), List.of(1, 2))) {
			assertThatIOException().isThrownBy(() -> ControlFormat.read(value, null));
		}
	}

	@ParameterizedTest
	@MethodSource("messages")
	void anIncompleteOrForgedMessageIsRefused(ControlMessage message) throws IOException {
		List<Object> values = ControlFormat.write(message);
		for (int length = 0; length < values.size(); length++) {
			List<Object> some = values.subList(0, length);
			assertThatIOException().isThrownBy(() -> ControlFormat.read(some, null));
		}
		for (int i = 0; i < values.size(); i++) {
			List<Object> forged = new ArrayList<>(values);
			forged.set(i, new Object());
			assertThatIOException().isThrownBy(() -> ControlFormat.read(forged, null));
		}
	}

}
