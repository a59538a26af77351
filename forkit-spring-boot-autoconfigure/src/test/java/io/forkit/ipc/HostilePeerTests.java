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
package io.forkit.ipc;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Pipe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a channel does when the other side does what it should not.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class HostilePeerTests {

	private final List<Object> received = Collections.synchronizedList(new ArrayList<>());

	private RawPeer listening(WireFormat format) throws Exception {
		RawPeer peer = RawPeer.open(format);
		peer.channel().onError((ex) -> {
		});
		peer.channel().onMessage(Object.class, (message) -> this.received.add(String.valueOf(message)));
		return peer;
	}

	@Test
	void garbageEndsTheChannel() throws Exception {
		for (WireFormat format : WireFormat.values()) {
			try (RawPeer peer = listening(format)) {
				peer.write("\u0000\u00ff]garbage that is no frame and no line of JSON\n".repeat(10).getBytes());
				assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
					.isEqualTo(ChannelEnd.Cause.FAILED);
			}
		}
	}

	@Test
	void noOrderOfBytesHoldsUpTheChannel() throws Exception {
		Random random = new Random(7);
		for (int i = 0; i < 150; i++) {
			try (RawPeer peer = listening(WireFormat.FRAMES)) {
				byte[] bytes = peer.frame(List.of("some", 1, 2.5, new byte[20], List.of("x")), Envelope.PLAIN);
				for (int change = random.nextInt(3); change >= 0; change--) {
					// Not in the length, which would make it wait for more.
					bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
				}
				peer.write(ByteBuffer.allocate(2 * bytes.length).put(bytes).put(bytes).array());
			}
		}
	}

	@Test
	void halfAFrameAndThenTheEndIsNoMessage() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES)) {
			byte[] frame = peer.frame("whole", Envelope.PLAIN);
			peer.write(frame);
			peer.write(Arrays.copyOf(frame, frame.length - 1));
			peer.die();
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.PEER_GONE);
			assertThat(this.received).containsExactly("whole");
		}
	}

	@Test
	void notesOfWhatNeverWasAreIgnored() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			for (MessageFormat.Note.Kind kind : MessageFormat.Note.Kind.values()) {
				if (kind != MessageFormat.Note.Kind.FAREWELL) {
					peer.note(kind, 4711);
					peer.note(kind, -1);
					peer.note(kind, 0);
				}
			}
			peer.write(peer.frame("an answer", new Envelope(Envelope.Purpose.ANSWER, 99, null)));
			peer.message("still here");
			Awaitility.await().until(() -> this.received.contains("still here"));
			CompletableFuture<Void> sent = peer.channel().send("take", pipe.readEnd());
			peer.readUntil("take");
			peer.note(MessageFormat.Note.Kind.HANDLE_ARRIVED, 1);
			peer.note(MessageFormat.Note.Kind.HANDLE_ARRIVED, 1);
			sent.get(20, TimeUnit.SECONDS);
			peer.message("and still");
			Awaitility.await().until(() -> this.received.contains("and still"));
			assertThat(this.received).hasSize(2);
		}
	}

	@Test
	void aFarewellInTheMiddleOfAMessageEndsInOrder() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES)) {
			byte[] frame = peer.frame("x".repeat(200_000), Envelope.PLAIN);
			int first = MessageFrames.HEAD + ByteBuffer.wrap(frame).getInt();
			peer.write(Arrays.copyOf(frame, first));
			peer.note(MessageFormat.Note.Kind.FAREWELL, 0);
			peer.write(Arrays.copyOfRange(frame, first, frame.length));
			peer.die();
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(this.received).hasSize(1);
		}
	}

	@Test
	void aHandleThatDoesNotComeIsMissedOnceAndHoldsUpOnlyWhatIsBehindIt() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			peer.write(peer.frame("with", handle(7, 99)));
			String lost = peer.text(MessageFormat.Note.Kind.HANDLE_LOST, 7);
			StringBuilder read = new StringBuilder(peer.readUntil(lost));
			for (int i = 0; i < 20; i++) {
				// Whatever else arrives.
				peer.message("behind " + i);
				peer.note(MessageFormat.Note.Kind.HANDLE_ARRIVED, 1000);
			}
			CompletableFuture<Integer> answer = peer.channel().request("question", Integer.class);
			read.append(peer.readUntil("question"));
			peer.write(peer.frame(1, new Envelope(Envelope.Purpose.ANSWER, 1, null)));
			answer.get(20, TimeUnit.SECONDS);
			assertThat(this.received).isEmpty();
			peer.handle(7, pipe.readEnd());
			peer.note(MessageFormat.Note.Kind.HANDLE_AGAIN, 7);
			Awaitility.await().until(() -> this.received.size() == 21);
			read.append(peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_ARRIVED, 7)));
			assertThat(read.toString().split(Pattern.quote(lost), -1)).hasSize(2);
		}
	}

	private static Envelope handle(int number, int kind) {
		return new Envelope(Envelope.Purpose.MESSAGE, 0, new Envelope.HandleTag(number, kind));
	}

	@Test
	void aHandleThatIsGivenUpLeavesItsMessage() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES)) {
			peer.write(peer.frame("without", handle(7, 1)));
			peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_LOST, 7));
			peer.note(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, 7);
			Awaitility.await().until(() -> this.received.contains("without"));
		}
	}

	@Test
	void handlesThatNobodyAnnouncesAreNotKept() throws Exception {
		int before = OpenFiles.count();
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			for (int round = 0; round < 10; round++) {
				for (int i = 0; i < 40; i++) {
					peer.handle(-1 - i - round * 40, pipe.readEnd());
				}
				peer.handle(round + 1, pipe.readEnd());
				peer.write(peer.frame("round", handle(round + 1, 4)));
				int done = round + 1;
				Awaitility.await().until(() -> this.received.size() == done);
			}
			assertThat(OpenFiles.count()).isLessThan(before + 200);
		}
		Awaitility.await().until(() -> OpenFiles.count() <= before);
	}

	@Test
	void ofManyHandlesWithOneNumberAllButOneAreClosed() throws Exception {
		int before = OpenFiles.count();
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			int opened = OpenFiles.count();
			for (int round = 1; round <= 4; round++) {
				peer.handles(1000 + round, Collections.nCopies(50, pipe.readEnd()));
				peer.handles(round, Collections.nCopies(50, pipe.readEnd()));
				peer.write(peer.frame("round", handle(round, 4)));
			}
			Awaitility.await().until(() -> this.received.size() == 4);
			// One of each that was announced by nobody, and what loading classes takes.
			assertThat(OpenFiles.count()).isLessThan(opened + 40);
		}
		Awaitility.await().until(() -> OpenFiles.count() <= before);
	}

	@Test
	void aHandleIsSentFourTimesAndThenGivenUp() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			CompletableFuture<Void> sent = peer.channel().send("take", pipe.readEnd());
			peer.readUntil("take");
			int count = peer.takeHandles();
			for (int i = 0; i < 3; i++) {
				peer.note(MessageFormat.Note.Kind.HANDLE_LOST, 1);
				// Told twice, but lost once.
				peer.note(MessageFormat.Note.Kind.HANDLE_LOST, 1);
				peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_AGAIN, 1));
				count += peer.takeHandles();
			}
			peer.note(MessageFormat.Note.Kind.HANDLE_LOST, 1);
			peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, 1));
			assertThat(count).isEqualTo(4);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sent.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(HandleNotReceivedException.class);
			assertThat(pipe.readEnd().isOpen()).isFalse();
		}
	}

	@Test
	void aHandleThatTheSenderHasGivenUpIsNotWaitedFor() throws Exception {
		try (RawPeer peer = listening(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			CompletableFuture<Void> sent = peer.channel().send("take", pipe.readEnd());
			peer.readUntil("take");
			sent.cancel(false);
			peer.note(MessageFormat.Note.Kind.HANDLE_LOST, 1);
			peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, 1));
		}
	}

	@Test
	void aWaitingHandleThatIsGivenUpHoldsUpNothing() throws Exception {
		for (WireFormat format : WireFormat.values()) {
			try (RawPeer peer = listening(format); Pipe pipe = Pipe.open(); Sockets sockets = new Sockets()) {
				peer.channel().send(new byte[1_000_000]);
				SentMessage sent = peer.channel().send("take", sockets.fd());
				sent.cancel(false);
				peer.channel().send("behind");
				assertThat(peer.readUntil("behind")).doesNotContain("take");
				assertThat(sockets.fd().isOpen()).isFalse();
			}
		}
	}

	@Test
	void inBandAHandleFollowsWhatWaitsToBeWritten() throws Exception {
		try (RawPeer peer = listening(WireFormat.JSON); Sockets one = new Sockets(); Sockets two = new Sockets()) {
			// The other side does not read, so that all of it waits together.
			peer.channel().send("x".repeat(1_000_000));
			peer.channel().send("before");
			SentMessage first = peer.channel().send("first", one.fd());
			SentMessage second = peer.channel().send("second", two.fd());
			peer.channel().send("last");
			assertThat(peer.readUntil("first")).contains("before");
			// Nobody has asked for this one.
			peer.write("{\"cmd\":\"NODE_HANDLE_ACK\"}\n".getBytes());
			first.get(20, TimeUnit.SECONDS);
			for (int i = 0; i < 3; i++) {
				peer.readUntil("second");
				peer.write("{\"cmd\":\"NODE_HANDLE_NACK\"}\n{\"cmd\":\"NODE_HANDLE_NACK\"}\n".getBytes());
			}
			peer.readUntil("second");
			peer.write("{\"cmd\":\"NODE_HANDLE_NACK\"}\n".getBytes());
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> second.get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(HandleNotReceivedException.class);
			peer.readUntil("last");
		}
	}

	@Test
	void descriptorsWithPlainMessagesAreClosed() throws Exception {
		try (RawPeer peer = listening(WireFormat.JSON); Pipe pipe = Pipe.open()) {
			int before = OpenFiles.count();
			for (int i = 0; i < 200; i++) {
				peer.write("\"plain\"\n", pipe.readEnd());
			}
			Awaitility.await().until(() -> this.received.size() == 200);
			Awaitility.await().until(() -> OpenFiles.count() <= before);
		}
	}

	@Test
	void aLostDescriptorDoesNotShiftTheOthers() throws Exception {
		List<Object> handles = new ArrayList<>();
		NodeFormat format = new NodeFormat(1000, new JsonCodec());
		String line = "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Native\",\"msg\":%d}\n";
		try (Pipe pipe = Pipe.open()) {
			List<Fd> descriptors = new ArrayList<>(Arrays.asList(null, pipe.readEnd()));
			format.decode(ByteBuffer.wrap((line.formatted(1) + line.formatted(2)).getBytes()), descriptors,
					new MessageFormat.Receiver() {

						@Override
						public void question(MessageFormat.SocketQuestion question) {
						}

						@Override
						public void message(Envelope envelope, MessageBody body, Fd descriptor) {
							handles.add((descriptor != null) ? descriptor : "lost");
						}

						@Override
						public void failure(long id, MessageFormat.Failure failure) {
						}

						@Override
						public void note(MessageFormat.Note note) {
						}

					});
			assertThat(handles).containsExactly("lost", pipe.readEnd());
		}
	}

	@Test
	void handlesOfMessagesThatNobodyWantedAreClosedWithTheChannel() throws Exception {
		int before = OpenFiles.count();
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES); Pipe pipe = Pipe.open()) {
			peer.handle(1, pipe.readEnd());
			peer.write(peer.frame("nobody listens", handle(1, 4)));
			peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLE_ARRIVED, 1));
		}
		Awaitility.await().until(() -> OpenFiles.count() <= before);
	}

	@Test
	void whoeverIsToldOfWhatWasWrittenMayBlockWhileOthersRead() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			peer.channel().onError((ex) -> this.received.add(ex));
			AtomicInteger expected = new AtomicInteger();
			peer.channel().onMessage(Integer.class, (number) -> {
				if (number != expected.getAndIncrement()) {
					this.received.add("out of order: " + number);
				}
			});
			AtomicBoolean done = new AtomicBoolean();
			Thread reader = new Thread(() -> {
				try {
					while (!done.get() && peer.read().length > 0) {
						continue;
					}
				}
				catch (Exception ex) {
					// The end.
				}
			});
			reader.start();
			Thread sender = new Thread(() -> {
				while (!done.get()) {
					peer.channel().send(new byte[100_000]).whenComplete((sent, ex) -> LockSupport.parkNanos(3_000_000));
				}
			});
			sender.start();
			int total = 30_000;
			for (int i = 0; i < total; i++) {
				peer.message(i);
				peer.note(MessageFormat.Note.Kind.ACK_WANTED, i);
			}
			Awaitility.await().until(() -> expected.get() == total || !this.received.isEmpty());
			done.set(true);
			sender.join();
			assertThat(this.received).isEmpty();
		}
	}

	@Test
	void aFailureOfAnyLengthIsTold() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			peer.channel().onError((ex) -> {
			});
			peer.channel().onMessage(String.class, (text) -> {
				throw new IllegalStateException("long ".repeat(100_000));
			});
			peer.message("x");
			peer.note(MessageFormat.Note.Kind.ACK_WANTED, 1);
			peer.readUntil("long long");
			peer.channel().send("still here");
			peer.readUntil("still here");
		}
	}

	@Test
	void theDeathOfAPeerThatNeverReadsFailsWhatWaits() throws Exception {
		for (QueuePolicy policy : QueuePolicy.values()) {
			ChannelSettings settings = new ChannelSettings(1 << 20, policy, Duration.ofSeconds(30), 1 << 24,
					Duration.ofSeconds(30));
			List<CompletableFuture<?>> all = Collections.synchronizedList(new ArrayList<>());
			try (RawPeer peer = RawPeer.open(WireFormat.FRAMES, settings)) {
				Thread sender = new Thread(() -> {
					for (int i = 0; i < 40; i++) {
						all.add(peer.channel().send(new byte[100_000]));
					}
				});
				sender.start();
				Awaitility.await().until(() -> peer.channel().queuedBytes() > 900_000);
				all.add(peer.channel().drained());
				if (policy == QueuePolicy.BLOCK) {
					Awaitility.await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
				}
				peer.die();
				sender.join(20_000);
				assertThat(sender.isAlive()).isFalse();
				Awaitility.await().until(() -> all.stream().allMatch(CompletableFuture::isDone));
				assertThat(all.get(all.size() - 1)).isCompletedExceptionally();
			}
		}
	}

	@Test
	void aSenderThatWaitsForRoomCanBeInterruptedAndTheChannelClosed() throws Exception {
		ChannelSettings settings = new ChannelSettings(1 << 20, QueuePolicy.BLOCK, Duration.ofSeconds(60), 1 << 24,
				Duration.ofSeconds(30));
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES, settings)) {
			Awaitility.await().until(() -> {
				peer.channel().trySend(new byte[100_000]);
				return peer.channel().queuedBytes() > 900_000;
			});
			CompletableFuture<SentMessage> interrupted = new CompletableFuture<>();
			Thread first = new Thread(() -> interrupted.complete(peer.channel().send(new byte[500_000])));
			first.start();
			Awaitility.await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
			first.interrupt();
			assertThat(interrupted.get(20, TimeUnit.SECONDS)).isCompletedExceptionally();
			CompletableFuture<SentMessage> closed = new CompletableFuture<>();
			Thread second = new Thread(() -> closed.complete(peer.channel().send(new byte[500_000])));
			second.start();
			Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
			peer.channel().disconnect();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> closed.get(20, TimeUnit.SECONDS).get())
				.withCauseInstanceOf(ChannelClosedException.class);
		}
	}

	@Test
	void idleChannelsTakeLittleMemory() throws Exception {
		BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.findFirst()
			.orElseThrow();
		int channels = 50;
		List<RawPeer> peers = new ArrayList<>();
		try {
			long before = direct.getMemoryUsed();
			for (int i = 0; i < channels; i++) {
				RawPeer peer = listening(WireFormat.FRAMES);
				peers.add(peer);
				peer.channel().send("hello").get();
			}
			assertThat((direct.getMemoryUsed() - before) / channels).isLessThan(48 * 1024);
		}
		finally {
			peers.forEach(RawPeer::close);
		}
	}

	/**
	 * A socket to be sent.
	 */
	private record Sockets(io.forkit.posix.Sockets.Pair pair) implements AutoCloseable {

		Sockets() throws Exception {
			this(io.forkit.posix.Sockets.pair());
		}

		Fd fd() {
			return this.pair.first();
		}

		@Override
		public void close() {
			this.pair.first().close();
			this.pair.second().close();
		}

	}

}
