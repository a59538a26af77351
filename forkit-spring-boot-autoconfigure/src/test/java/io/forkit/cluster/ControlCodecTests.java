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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.forkit.cluster.ControlMessage.Changed;
import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Hello;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.ListenReply.Outcome;
import io.forkit.cluster.ControlMessage.Listening;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.Stop;
import io.forkit.ipc.Frame;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ControlCodec}.
 */
class ControlCodecTests {

	private final List<Fd> opened = new ArrayList<>();

	@AfterEach
	void close() {
		this.opened.forEach(Fd::close);
	}

	static Stream<ControlMessage> messages() throws IOException {
		Instant now = Instant.ofEpochMilli(1_790_000_000_123L);
		return Stream.of(new Hello(4_194_304L), new Listen(1, InetAddress.getByName("0.0.0.0"), 8080, 0, true, 100),
				new Listen(Integer.MAX_VALUE, InetAddress.getByName("::1"), 0, 3, false, 65_535),
				new ListenReply(5, Outcome.ADDRESS_IN_USE, "bind failed: ünïcödé ✓", null),
				new ListenReply(6, Outcome.FAILED, "", null), new ListenReply(7, Outcome.CLUSTER_ENDING, null, null),
				new Listening(), new Readiness(true), new Readiness(false), new Stop(), new Draining(),
				new Changed(new ClusterSnapshot(ClusterState.STARTING, 1, now, 2, List.of(), List.of())),
				new Changed(new ClusterSnapshot(ClusterState.STOPPED, 1, now, 2,
						List.of(new ListenerInfo("0.0.0.0", 8080), new ListenerInfo("::1", 65_535)),
						List.of(new WorkerInfo(0, 1, 100, WorkerState.STARTING, now, 0, null), new WorkerInfo(1, 9, 200,
								WorkerState.EXITED, now.plusSeconds(1), 7, "killed by SIGKILL")))));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void aMessageComesBackAsItWas(ControlMessage message) throws IOException {
		assertThat(ControlCodec.decode(ControlCodec.encode(message))).isEqualTo(message);
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
	void aSocketTravelsWithItsReply() throws IOException {
		Fd socket = fd();
		Frame frame = ControlCodec.encode(new ListenReply(1, Outcome.LISTENING, null, socket));
		assertThat(frame.fds()).containsExactly(socket);
		assertThat(ControlCodec.decode(frame)).isEqualTo(new ListenReply(1, Outcome.LISTENING, null, socket));
		assertThat(socket.isOpen()).isTrue();
	}

	@Test
	void aReplyWhoseSocketWasLostSaysWhy() throws IOException {
		Frame sent = ControlCodec.encode(new ListenReply(1, Outcome.LISTENING, null, fd()));
		ControlMessage received = ControlCodec.decode(new Frame(sent.type(), sent.payload(), List.of(), true));
		assertThat(received).isEqualTo(new ListenReply(1, Outcome.FAILED,
				"the socket was lost on the way: too many open files (EMFILE)", null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 9, 255 })
	void anUnknownTypeIsRefusedAndItsDescriptorsAreClosed(int type) throws IOException {
		Fd fd = fd();
		assertThatIOException().isThrownBy(() -> ControlCodec.decode(new Frame(type, new byte[100], List.of(fd))))
			.withMessage("There is no control message of type " + type);
		assertThat(fd.isOpen()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("messages")
	void aTruncatedPayloadIsRefusedAndItsDescriptorsAreClosed(ControlMessage message) throws IOException {
		Frame whole = ControlCodec.encode(message);
		for (int length = 0; length < whole.payload().length; length++) {
			Fd fd = fd();
			Frame truncated = new Frame(whole.type(), Arrays.copyOf(whole.payload(), length), List.of(fd));
			assertThatIOException().as("%d of %d bytes", length, whole.payload().length)
				.isThrownBy(() -> ControlCodec.decode(truncated));
			assertThat(fd.isOpen()).isFalse();
		}
	}

	@ParameterizedTest
	@MethodSource("messages")
	void descriptorsThatNoMessageTakesAreClosed(ControlMessage message) throws IOException {
		Frame frame = ControlCodec.encode(message);
		Fd taken = fd();
		Fd left = fd();
		ControlMessage decoded = ControlCodec.decode(new Frame(frame.type(), frame.payload(), List.of(taken, left)));
		assertThat(taken.isOpen()).isEqualTo(decoded.fds().contains(taken));
		assertThat(left.isOpen()).isFalse();
	}

	@Test
	void noPayloadEndsInAnotherExceptionThanIoException() throws IOException {
		long seed = 20_260_102L;
		Random random = new Random(seed);
		List<Frame> frames = messages().map(ControlCodec::encode).toList();
		int understood = 0;
		for (int round = 0; round < 20_000; round++) {
			Frame frame = frames.get(random.nextInt(frames.size()));
			byte[] payload = frame.payload().clone();
			for (int i = random.nextInt(4); i > 0 && payload.length > 0; i--) {
				payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
			}
			boolean[] decoded = new boolean[1];
			assertThatNoException().as("seed %d, round %d", seed, round).isThrownBy(() -> {
				try {
					ControlCodec.decode(new Frame(frame.type(), payload, List.of()));
					decoded[0] = true;
				}
				catch (IOException ex) {
					// The one way in which it may end.
				}
			});
			understood += decoded[0] ? 1 : 0;
		}
		assertThat(understood).isGreaterThan(1000);
	}

	private Fd fd() throws IOException {
		try (Pipe pipe = Pipe.open()) {
			Fd fd = pipe.readEnd().duplicate();
			this.opened.add(fd);
			return fd;
		}
	}

}
