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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import io.forkit.posix.LoopThreads;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Sockets;
import io.forkit.posix.StreamSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every {@link Transport} and its {@link ChannelLoop} do.
 */
@Timeout(60)
abstract class AbstractTransportTests {

	static final String LOOP = "transport-test";

	private Fd peerFd;

	private StreamSocket peer;

	private Transport transport;

	private final Recorder recorder = new Recorder();

	@BeforeEach
	void open() throws Exception {
		Sockets.Pair pair = Sockets.pair();
		this.peerFd = pair.first();
		this.peer = new StreamSocket(this.peerFd);
		this.transport = create(pair.second());
	}

	@AfterEach
	void close() throws Exception {
		this.recorder.release.countDown();
		this.transport.close();
		this.peerFd.close();
		closeLoop();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith(LOOP)));
	}

	abstract Transport create(Fd fd) throws Exception;

	abstract void closeLoop() throws Exception;

	Transport transport() {
		return this.transport;
	}

	Fd peerFd() {
		return this.peerFd;
	}

	StreamSocket peer() {
		return this.peer;
	}

	@Test
	void bytesGoBothWays() throws Exception {
		this.recorder.onReadable = (buffer) -> write(this.transport, buffer);
		this.transport.open(this.recorder);
		this.peer.write(direct("there and back"));
		ByteBuffer answer = ByteBuffer.allocateDirect(100);
		Awaitility.await().until(() -> this.peer.read(answer) > 0);
		assertThat(text(answer)).isEqualTo("there and back");
		assertThat(this.recorder.offLoop).hasValue(0);
	}

	@Test
	void readsFromAndWritesToPartsOfBuffers() throws Exception {
		ByteBuffer source = direct("0123456789").position(3).limit(6);
		assertThat(this.transport.write(source)).isEqualTo(3);
		assertThat(source.position()).isEqualTo(6);
		this.peer.write(direct("abc"));
		ByteBuffer target = ByteBuffer.allocateDirect(10).position(5).limit(7);
		assertThat(this.transport.read(target)).isEqualTo(2);
		assertThat(target.position()).isEqualTo(7);
		assertThat(target.get(5)).isEqualTo((byte) 'a');
		ByteBuffer answer = ByteBuffer.allocateDirect(10);
		this.peer.read(answer);
		assertThat(text(answer)).isEqualTo("345");
	}

	@Test
	void wouldBlockWhenThereIsNothingAndWhenThereIsNoRoom() throws Exception {
		assertThat(this.transport.read(ByteBuffer.allocateDirect(1))).isEqualTo(Transport.WOULD_BLOCK);
		fill();
		assertThat(this.transport.write(ByteBuffer.allocateDirect(1))).isEqualTo(Transport.WOULD_BLOCK);
	}

	@Test
	void tellsWhenThereIsRoomAgainUntilThatIsNotWanted() throws Exception {
		this.transport.open(this.recorder);
		fill();
		this.recorder.onWritable = () -> setInterest(true, false);
		this.transport.setInterest(true, true);
		flush();
		assertThat(this.recorder.writable).hasValue(0);
		ByteBuffer target = ByteBuffer.allocateDirect(1 << 20);
		while (this.peer.read(target.clear()) > 0) {
			assertThat(target.position()).isPositive();
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.writable).hasValue(1));
		flush();
		assertThat(this.recorder.writable).hasValue(1);
		this.transport.setInterest(true, true);
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.writable).hasValue(2));
	}

	@Test
	void tellsNothingWhileReadingIsNotWanted() throws Exception {
		this.transport.open(this.recorder);
		this.transport.setInterest(false, false);
		this.peer.write(direct("later"));
		flush();
		assertThat(this.recorder.read()).isEmpty();
		this.transport.setInterest(true, false);
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.read()).isEqualTo("later"));
	}

	@Test
	void interestBeforeOpenCountsFromThenOn() throws Exception {
		this.transport.setInterest(false, true);
		this.recorder.onWritable = () -> setInterest(true, false);
		this.peer.write(direct("x"));
		this.transport.open(this.recorder);
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.writable).hasValue(1));
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.read()).isEqualTo("x"));
	}

	@Test
	void endOfTheStreamComesAfterAllBytes() throws Exception {
		this.peer.write(direct("last"));
		this.peerFd.close();
		this.transport.open(this.recorder);
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.ended).isTrue());
		assertThat(this.recorder.read()).isEqualTo("last");
	}

	@Test
	void peerThatIsGoneWhileNothingIsWantedKeepsNobodyBusyAndIsSeenLater() throws Exception {
		this.transport.open(this.recorder);
		this.transport.setInterest(false, false);
		flush();
		this.peerFd.close();
		flush();
		assertIdle();
		assertThat(this.recorder.ended).isFalse();
		this.transport.setInterest(true, false);
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.ended).isTrue());
	}

	@Test
	void halfOfItCanBeClosedByEitherSide() throws Exception {
		this.transport.open(this.recorder);
		this.transport.shutdownOutput();
		assertThat(this.peer.read(ByteBuffer.allocateDirect(1))).isEqualTo(Transport.END_OF_STREAM);
		this.peer.write(direct("answer"));
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.read()).isEqualTo("answer"));
		assertThat(this.recorder.ended).isFalse();
	}

	@Test
	void peerMayCloseItsHalfAndStillReceive() throws Exception {
		this.transport.open(this.recorder);
		this.peerFd.shutdownOutput();
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.ended).isTrue());
		assertThat(this.transport.write(direct("still"))).isEqualTo(5);
		ByteBuffer target = ByteBuffer.allocateDirect(10);
		this.peer.read(target);
		assertThat(text(target)).isEqualTo("still");
	}

	@Test
	void writingToAPeerThatIsGoneFails() {
		this.peerFd.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.transport.write(direct("x")))
			.matches((ex) -> String.valueOf(ex.getMessage()).matches("(?s).*(EPIPE|Broken pipe).*"));
	}

	@Test
	void waitingForRoomEndsWhenThePeerIsGone() throws Exception {
		fill();
		CompletableFuture<IOException> failure = new CompletableFuture<>();
		this.recorder.onWritable = () -> {
			try {
				this.transport.write(ByteBuffer.allocateDirect(1));
			}
			catch (IOException ex) {
				failure.complete(ex);
				this.transport.close();
			}
		};
		this.transport.open(this.recorder);
		this.transport.setInterest(false, true);
		this.peerFd.close();
		assertThat(failure.get(5, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void closeIsSeenByThePeerAndReleasesTheDescriptor() throws Exception {
		int before = OpenFiles.count();
		this.transport.open(this.recorder);
		flush();
		this.transport.close();
		this.transport.close();
		Awaitility.await().until(() -> this.peer.read(ByteBuffer.allocateDirect(1)) == Transport.END_OF_STREAM);
		Awaitility.await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThan(before));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.transport.setInterest(true, true));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.transport.setInterest(true, false));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.transport.read(ByteBuffer.allocateDirect(1)));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.transport.write(direct("x")));
	}

	@Test
	void closedBeforeItIsOpenedItCannotBe() {
		this.transport.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.transport.open(this.recorder));
	}

	@Test
	void opensOnce() throws Exception {
		this.transport.open(this.recorder);
		assertThatIllegalStateException().isThrownBy(() -> this.transport.open(this.recorder));
	}

	@Test
	void readingIntoNoRoomIsRejectedInsteadOfLookingLikeTheEnd() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.transport.read(ByteBuffer.allocateDirect(0)))
			.withMessageContaining("'target'");
	}

	@Test
	void handlerThatBlocksDoesNotKeepTheLoopFromReading() throws Exception {
		CompletableFuture<Boolean> loopAfterwards = new CompletableFuture<>();
		AtomicInteger calls = new AtomicInteger();
		this.recorder.onReadable = (buffer) -> {
			if (calls.incrementAndGet() == 1) {
				ChannelLoop loop = this.transport.loop();
				loop.runUserCode(() -> await(this.recorder.release));
				loopAfterwards.complete(loop.isLoopThread());
			}
		};
		this.transport.open(this.recorder);
		this.peer.write(direct("first "));
		Awaitility.await().until(() -> calls.get() == 1);
		this.peer.write(direct("second"));
		Awaitility.await().untilAsserted(() -> assertThat(this.recorder.read()).isEqualTo("first second"));
		this.recorder.release.countDown();
		assertThat(loopAfterwards.get(5, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void userCodeThatWaitsForTheLoopGetsItsAnswer() throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		AtomicInteger calls = new AtomicInteger();
		this.recorder.onReadable = (buffer) -> {
			if (calls.incrementAndGet() > 1) {
				answer.complete("answer");
				return;
			}
			this.transport.loop().runUserCode(() -> {
				write(this.transport, direct("question"));
				this.transport.loop().beforeWaiting();
				answer.join();
			});
		};
		this.transport.open(this.recorder);
		this.peer.write(direct("go"));
		ByteBuffer question = ByteBuffer.allocateDirect(100);
		Awaitility.await().until(() -> this.peer.read(question) > 0);
		this.peer.write(direct("x"));
		assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("answer");
	}

	@Test
	void interruptedUserCodeNeitherClosesTheTransportNorKeepsTheLoopBusy() throws Exception {
		this.recorder.onReadable = (buffer) -> this.transport.loop().runUserCode(() -> {
			Thread.currentThread().interrupt();
			write(this.transport, direct("x"));
		});
		this.transport.open(this.recorder);
		ByteBuffer answer = ByteBuffer.allocateDirect(100);
		for (int i = 0; i < 3; i++) {
			this.peer.write(direct("x"));
			Awaitility.await().until(() -> this.peer.read(answer) > 0);
		}
		flush();
		assertIdle();
	}

	@Test
	void loopRunsTasksAndTimersWithoutAnyTransport() throws Exception {
		ChannelLoop loop = this.transport.loop();
		CompletableFuture<Boolean> task = new CompletableFuture<>();
		CompletableFuture<Boolean> timer = new CompletableFuture<>();
		AtomicInteger cancelled = new AtomicInteger();
		loop.execute(() -> {
			loop.schedule(Duration.ofMillis(1), cancelled::incrementAndGet).cancel();
			task.complete(loop.isLoopThread());
			loop.schedule(Duration.ofMillis(5), () -> timer.complete(loop.isLoopThread()));
		});
		assertThat(task.get(5, TimeUnit.SECONDS)).isTrue();
		assertThat(timer.get(5, TimeUnit.SECONDS)).isTrue();
		assertThat(cancelled).hasValue(0);
	}

	@Test
	void closedLoopTellsNothingAndRejectsTransports() throws Exception {
		this.transport.loop().execute(() -> {
		});
		closeLoop();
		Awaitility.await().until(() -> {
			try {
				this.transport.open(this.recorder);
				return false;
			}
			catch (ClosedChannelException ex) {
				return true;
			}
			catch (IllegalStateException ex) {
				// Opened a moment before the loop had ended.
				return true;
			}
		});
		this.transport.loop().execute(() -> {
			throw new AssertionError("must not run");
		});
	}

	final void fill() throws IOException {
		ByteBuffer chunk = ByteBuffer.allocateDirect(4096);
		while (this.transport.write(chunk.clear()) > 0) {
			assertThat(chunk.position()).isPositive();
		}
		ByteBuffer one = ByteBuffer.allocateDirect(1);
		while (this.transport.write(one.clear()) > 0) {
			assertThat(one.position()).isEqualTo(1);
		}
	}

	final void flush() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		this.transport.loop().execute(() -> this.transport.loop().schedule(Duration.ofMillis(20), done::countDown));
		assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
	}

	private static void assertIdle() {
		Duration before = LoopThreads.cpuTime(LOOP);
		Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
		// Little, as a thread that spins on a busy machine does not get all of it either.
		assertThat(LoopThreads.cpuTime(LOOP).minus(before)).isLessThan(Duration.ofMillis(20));
	}

	private void setInterest(boolean read, boolean write) {
		try {
			this.transport.setInterest(read, write);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void write(Transport transport, ByteBuffer source) {
		try {
			transport.write(source);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static ByteBuffer direct(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
	}

	static String text(ByteBuffer buffer) {
		return StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
	}

	private final class Recorder implements Transport.Readiness {

		private final CountDownLatch release = new CountDownLatch(1);

		private final StringBuffer text = new StringBuffer();

		private final AtomicInteger writable = new AtomicInteger();

		private final AtomicInteger offLoop = new AtomicInteger();

		private volatile boolean ended;

		private volatile Consumer<ByteBuffer> onReadable = (buffer) -> {
		};

		private volatile Runnable onWritable = () -> {
		};

		String read() {
			return this.text.toString();
		}

		@Override
		public void readable() {
			checkLoop();
			ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
			try {
				int count = AbstractTransportTests.this.transport.read(buffer);
				if (count == Transport.END_OF_STREAM) {
					this.ended = true;
					setInterest(false, false);
				}
				else if (count > 0) {
					this.text.append(text(buffer));
					this.onReadable.accept(buffer.flip());
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void writable() {
			checkLoop();
			this.writable.incrementAndGet();
			this.onWritable.run();
		}

		private void checkLoop() {
			if (!AbstractTransportTests.this.transport.loop().isLoopThread()) {
				this.offLoop.incrementAndGet();
			}
		}

	}

}
