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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.forkit.ipc.RecordingListener.Closed;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameChannel}.
 */
@Timeout(120)
class FrameChannelTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final RecordingListener near = new RecordingListener();

	private final RecordingListener far = new RecordingListener();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private EventLoop loop;

	private Sockets.Pair pair;

	private FrameChannel channel;

	@BeforeEach
	void openLoop() throws IOException {
		this.loop = new EventLoop("channel-test");
		this.pair = Sockets.pair();
		this.channel = new FrameChannel(this.loop, this.pair.first(), this.near);
		this.resources.addAll(List.of(this.pair, this.channel));
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		this.near.frames().forEach(Frame::closeFds);
		this.far.frames().forEach(Frame::closeFds);
		runOnLoop(() -> {
		});
		this.loop.close();
	}

	@Test
	void framesArriveInTheOrderOfSending() throws Exception {
		FrameChannel peer = openBoth();
		for (int i = 0; i < 1000; i++) {
			this.channel.send(new Frame(i % 256, new byte[i], List.of()));
			peer.send(new Frame(i % 256, new byte[1000 - i], List.of()));
		}
		await(() -> this.far.frames().size() == 1000 && this.near.frames().size() == 1000);
		assertThat(this.far.frames()).extracting((frame) -> frame.payload().length)
			.containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
		assertThat(this.near.frames()).extracting((frame) -> 1000 - frame.payload().length)
			.containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void framesSentBeforeTheChannelIsOpenArrive() throws Exception {
		this.channel.send(frame(1));
		this.channel.send(frame(2));
		openBoth();
		await(() -> this.far.frames().size() == 2);
		assertThat(this.far.frames()).extracting(Frame::type).containsExactly(1, 2);
	}

	@Test
	void largeFramesPassEachOther() throws Exception {
		FrameChannel peer = openBoth();
		byte[] there = random(5 * 1024 * 1024, 1);
		byte[] back = random(5 * 1024 * 1024, 2);
		this.channel.send(new Frame(1, there, List.of()));
		peer.send(new Frame(2, back, List.of()));
		await(() -> !this.near.frames().isEmpty() && !this.far.frames().isEmpty());
		assertThat(this.far.frames().get(0).payload()).isEqualTo(there);
		assertThat(this.near.frames().get(0).payload()).isEqualTo(back);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 100, 253 })
	void descriptorsArriveAndWork(int count) throws Exception {
		openBoth();
		List<Pipe> pipes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Pipe pipe = Pipe.open();
			pipes.add(pipe);
			this.resources.add(pipe);
		}
		this.channel.send(new Frame(1, new byte[] { 1 }, pipes.stream().map(Pipe::writeEnd).toList()));
		await(() -> !this.far.frames().isEmpty());
		List<Fd> received = this.far.frames().get(0).fds();
		assertThat(received).hasSize(count);
		assertThat(pipes).noneMatch((pipe) -> pipe.writeEnd().isOpen());
		for (int i = 0; i < count; i++) {
			NativeBuffer buffer = new NativeBuffer(4);
			buffer.writeTo(received.get(i), new byte[] { (byte) i }, 0, 1);
			assertThat(buffer.readFrom(pipes.get(i).readEnd())).isEqualTo(1);
			byte[] bytes = new byte[1];
			buffer.get(bytes, 0, 1);
			assertThat(bytes[0]).isEqualTo((byte) i);
		}
	}

	@Test
	void descriptorsOfManyFramesGoToTheirOwn() throws Exception {
		openBoth();
		for (int i = 0; i < 50; i++) {
			this.channel.send(new Frame(i, new byte[i], fds(i % 4)));
		}
		await(() -> this.far.frames().size() == 50);
		assertThat(this.far.frames()).allSatisfy((frame) -> assertThat(frame.fds()).hasSize(frame.type() % 4));
	}

	@Test
	void aFrameWithTooManyDescriptorsIsRefusedAndTheChannelGoesOn() throws Exception {
		openBoth();
		List<Fd> fds = fds(254);
		assertThatIllegalArgumentException().isThrownBy(() -> this.channel.send(new Frame(1, new byte[0], fds)));
		assertThat(fds).noneMatch(Fd::isOpen);
		this.channel.send(frame(2));
		await(() -> this.far.frames().size() == 1);
	}

	@Test
	void aPayloadThatThePeerWouldRefuseIsRefusedAndTheChannelGoesOn() throws Exception {
		openBoth();
		List<Fd> fds = fds(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.channel.send(new Frame(1, new byte[FrameChannel.MAX_PAYLOAD + 1], fds)));
		assertThat(fds).noneMatch(Fd::isOpen);
		this.channel.send(frame(2));
		await(() -> this.far.frames().size() == 1);
	}

	@Test
	void theListenerIsToldOnceThatThePeerHasClosedAfterAllFrames() throws Exception {
		FrameChannel peer = openBoth();
		peer.send(new Frame(1, new byte[100_000], List.of()));
		peer.send(frame(2));
		peer.send(frame(3));
		await(() -> this.near.frames().size() == 3);
		peer.send(frame(4));
		peer.send(frame(5));
		runOnLoop(peer::close);
		await(() -> !this.near.ends().isEmpty());
		runOnLoop(() -> {
		});
		assertThat(this.near.frames()).extracting(Frame::type).containsExactly(1, 2, 3, 4, 5);
		assertThat(this.near.ends()).containsExactly(new Closed(null));
		assertThat(this.near.happened().get(5)).isInstanceOf(Closed.class);
		assertThat(this.far.ends()).isEmpty();
	}

	@Test
	void framesThatArrivedAreReadWhenAnAnswerCanNoLongerBeSent() throws Exception {
		this.channel.open();
		runOnLoop(() -> {
			MessageSocket peer = new MessageSocket(this.pair.second(), 1024);
			for (int type = 1; type <= 3; type++) {
				byte[] bytes = FrameFormat.encode(frame(type));
				peer.send(bytes, 0, bytes.length, List.of());
			}
			this.pair.second().close();
			// The loop tries to send this before it looks at what has arrived.
			this.channel.send(frame(9));
		});
		await(() -> !this.near.ends().isEmpty());
		assertThat(this.near.frames()).extracting(Frame::type).containsExactly(1, 2, 3);
		assertThat(this.near.ends()).hasSize(1);
	}

	@Test
	void closeIsNotReportedToTheListener() throws Exception {
		openBoth();
		this.channel.close();
		this.channel.close();
		await(() -> !this.far.ends().isEmpty());
		runOnLoop(() -> {
		});
		assertThat(this.near.happened()).isEmpty();
	}

	@Test
	void nothingIsReceivedAfterTheListenerHasClosedTheChannel() throws Exception {
		List<Integer> types = new ArrayList<>();
		List<Fd> fds = new ArrayList<>();
		FrameChannel[] closing = new FrameChannel[1];
		closing[0] = new FrameChannel(this.loop, this.pair.second(), new RecordingListener() {

			@Override
			public void received(Frame frame) {
				types.add(frame.type());
				fds.addAll(frame.fds());
				closing[0].close();
			}

		});
		this.channel.open();
		for (int type = 1; type <= 3; type++) {
			this.channel.send(frame(type));
		}
		Pipe pipe = Pipe.open();
		this.resources.add(pipe);
		this.channel.send(new Frame(4, new byte[0], List.of(pipe.writeEnd())));
		runOnLoop(() -> {
		});
		closing[0].open();
		await(() -> !this.near.ends().isEmpty());
		runOnLoop(() -> {
		});
		assertThat(types).containsExactly(1);
		assertThat(fds).isEmpty();
		// End-of-file: the descriptor of the frame that nobody got is closed.
		assertThat(new NativeBuffer(1).readFrom(pipe.readEnd())).isEqualTo(NativeBuffer.END_OF_FILE);
	}

	@Test
	void sendAfterCloseFailsAndClosesTheDescriptors() throws Exception {
		openBoth();
		this.channel.close();
		List<Fd> fds = fds(2);
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.channel.send(new Frame(1, new byte[0], fds)));
		assertThat(fds).noneMatch(Fd::isOpen);
	}

	@Test
	void sendAfterThePeerHasGoneFails() throws Exception {
		FrameChannel peer = openBoth();
		peer.close();
		await(() -> !this.near.ends().isEmpty());
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.channel.send(frame(1)));
	}

	@Test
	void aPeerThatDoesNotReadCannotMakeTheQueueGrowWithoutLimit() throws Exception {
		this.channel.open();
		byte[] payload = new byte[1024 * 1024];
		int taken = 0;
		IOException refusal = null;
		while (refusal == null && taken < 100) {
			try {
				this.channel.send(new Frame(1, payload, List.of()));
				taken++;
			}
			catch (IOException ex) {
				refusal = ex;
			}
		}
		assertThat(refusal).hasMessageStartingWith("The peer does not read");
		assertThat(taken).isBetween(28, 36);
		List<Fd> fds = fds(1);
		assertThatIOException().isThrownBy(() -> this.channel.send(new Frame(1, payload, fds)));
		assertThat(fds).noneMatch(Fd::isOpen);
		assertThat(this.near.happened()).isEmpty();
		// Once it reads, all that was taken arrives, and there is room again.
		FrameChannel peer = openPeer();
		int expected = taken;
		await(() -> this.far.frames().size() == expected);
		this.channel.send(new Frame(2, new byte[FrameChannel.MAX_PAYLOAD], List.of()));
		await(() -> this.far.frames().size() == expected + 1);
		peer.close();
	}

	@Test
	void closeFreesTheDescriptorsOfFramesThatWereNotSent() throws Exception {
		this.channel.open();
		this.channel.send(new Frame(1, new byte[4 * 1024 * 1024], List.of()));
		List<Fd> fds = fds(3);
		this.channel.send(new Frame(2, new byte[0], fds));
		runOnLoop(() -> {
		});
		assertThat(fds).allMatch(Fd::isOpen);
		this.channel.close();
		assertThat(fds).noneMatch(Fd::isOpen);
	}

	@Test
	void closeFreesTheDescriptorsOfAFrameThatHasNotArrivedCompletely() throws Exception {
		this.channel.open();
		Pipe pipe = Pipe.open();
		this.resources.add(pipe);
		new MessageSocket(this.pair.second(), 1024).send(new byte[] { 0 }, 0, 1, List.of(pipe.writeEnd()));
		pipe.writeEnd().close();
		pipe.readEnd().setNonBlocking(true);
		// The loop has taken it once it has nothing more to read.
		runOnLoop(() -> {
		});
		runOnLoop(() -> {
		});
		assertThat(new NativeBuffer(1).readFrom(pipe.readEnd())).isEqualTo(NativeBuffer.WOULD_BLOCK);
		this.channel.close();
		await(() -> isAtEnd(pipe.readEnd()));
	}

	private static boolean isAtEnd(Fd fd) {
		try {
			return new NativeBuffer(1).readFrom(fd) == NativeBuffer.END_OF_FILE;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void malformedBytesCloseOnlyTheirChannel() throws Exception {
		Sockets.Pair other = Sockets.pair();
		RecordingListener otherListener = new RecordingListener();
		FrameChannel otherChannel = new FrameChannel(this.loop, other.first(), otherListener);
		FrameChannel otherPeer = new FrameChannel(this.loop, other.second(), new RecordingListener());
		this.resources.addAll(List.of(other, otherChannel, otherPeer));
		this.channel.open();
		otherChannel.open();
		otherPeer.open();
		byte[] bytes = ByteBuffer.allocate(40).put(FrameFormat.encode(frame(1))).put(new byte[29]).array();
		new MessageSocket(this.pair.second(), 1024).send(bytes, 0, bytes.length, List.of());
		await(() -> !this.near.ends().isEmpty());
		assertThat(this.near.frames()).extracting(Frame::type).containsExactly(1);
		assertThat(this.near.ends()).singleElement()
			.extracting(Closed::cause)
			.isInstanceOf(MalformedFrameException.class);
		otherPeer.send(frame(7));
		await(() -> !otherListener.frames().isEmpty());
		assertThat(otherListener.ends()).isEmpty();
	}

	@Test
	void openingAndClosingLeavesNoDescriptorOpen() throws Exception {
		cycle();
		int before = openFiles();
		for (int i = 0; i < 1000; i++) {
			cycle();
		}
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(openFiles()).isLessThan(before + 50));
	}

	private void cycle() throws Exception {
		Sockets.Pair sockets = Sockets.pair();
		RecordingListener listener = new RecordingListener();
		FrameChannel one = new FrameChannel(this.loop, sockets.first(), new RecordingListener());
		FrameChannel two = new FrameChannel(this.loop, sockets.second(), listener);
		one.open();
		two.open();
		one.send(new Frame(1, new byte[10], fds(1)));
		// Sometimes it has arrived by then, sometimes not.
		one.close();
		runOnLoop(() -> {
		});
		two.close();
		runOnLoop(() -> {
		});
		listener.frames().forEach(Frame::closeFds);
	}

	private static int openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return (int) files.count();
		}
	}

	private FrameChannel openBoth() throws IOException {
		this.channel.open();
		return openPeer();
	}

	private FrameChannel openPeer() throws IOException {
		FrameChannel peer = new FrameChannel(this.loop, this.pair.second(), this.far);
		this.resources.add(peer);
		peer.open();
		return peer;
	}

	private List<Fd> fds(int count) throws IOException {
		List<Fd> fds = new ArrayList<>();
		try (Pipe pipe = Pipe.open()) {
			for (int i = 0; i < count; i++) {
				fds.add(pipe.writeEnd().duplicate());
			}
		}
		this.resources.addAll(fds);
		return fds;
	}

	private static Frame frame(int type) {
		return new Frame(type, new byte[] { 1, 2, 3 }, List.of());
	}

	private static byte[] random(int length, long seed) {
		byte[] bytes = new byte[length];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(LIMIT).until(condition::getAsBoolean);
	}

	private void runOnLoop(Task task) throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		List<Exception> failures = new ArrayList<>();
		this.loop.execute(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
				failures.add(ex);
			}
			finally {
				done.countDown();
			}
		});
		assertThat(done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(failures).isEmpty();
	}

	private interface Task {

		void run() throws Exception;

	}

}
