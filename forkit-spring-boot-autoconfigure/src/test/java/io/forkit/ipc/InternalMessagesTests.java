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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link InternalMessages}.
 */
@Timeout(30)
class InternalMessagesTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final Recorder atParent = new Recorder();

	private final Recorder atChild = new Recorder();

	private EventLoop parentLoop;

	private EventLoop childLoop;

	private ProcessChannel parent;

	private ProcessChannel child;

	@BeforeEach
	void open() throws Exception {
		this.parentLoop = new EventLoop("test-parent");
		this.childLoop = new EventLoop("test-child");
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair handles = Sockets.pair();
		this.parent = open(this.parentLoop, messages.first(), handles.first(), this.atParent);
		this.child = open(this.childLoop, messages.second(), handles.second(), this.atChild);
	}

	private ProcessChannel open(EventLoop loop, Fd socket, Fd handles, InternalMessages.Listener listener)
			throws Exception {
		socket.setNonBlocking(true);
		return ProcessChannel.builder(new NativeTransport(new NativeLoop(loop), socket), WireFormat.FRAMES)
			.handles(ProcessChannel.HandleSocket.of(handles))
			.settings(new ChannelSettings(100_000, QueuePolicy.FAIL, Duration.ZERO, 16 << 20, LIMIT))
			.internal(listener)
			.open();
	}

	@AfterEach
	void close() {
		this.parent.disconnect();
		this.child.disconnect();
		this.parent.onDisconnect().join();
		this.child.onDisconnect().join();
		this.parentLoop.close();
		this.childLoop.close();
	}

	@Test
	void messagesArriveInOrderAndNoListenerSeesThem() {
		List<Object> seen = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(Object.class, (message) -> seen.add(message));
		this.child.onUnhandled((message) -> seen.add(message));
		for (int i = 0; i < 1000; i++) {
			this.parent.internal().send(i);
		}
		Awaitility.await().until(() -> this.atChild.values.size() == 1000);
		assertThat(this.atChild.values).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
		assertThat(seen).isEmpty();
	}

	@Test
	void plainValuesComeBackAsTheyWere() {
		List<Object> value = Arrays.asList("Name", 7, 1L << 40, true, null, List.of("a", List.of()), 1.5);
		this.parent.internal().send(value);
		Awaitility.await().until(() -> !this.atChild.values.isEmpty());
		assertThat(this.atChild.values).containsExactly(value);
	}

	@Test
	void requestsAreAnsweredInBothDirections() throws Exception {
		this.atChild.handler = (message) -> message.answer("child:" + message.value(), null);
		this.atParent.handler = (message) -> message.answer("parent:" + message.value(), null);
		CompletableFuture<InternalMessage> first = this.parent.internal().request(1, LIMIT);
		CompletableFuture<InternalMessage> second = this.child.internal().request(2, LIMIT);
		assertThat(first.get().value()).isEqualTo("child:1");
		assertThat(second.get().value()).isEqualTo("parent:2");
	}

	@Test
	void aListenerThatThrowsFailsTheRequestAndNotTheChannel() throws Exception {
		this.atChild.handler = (message) -> {
			throw new IllegalStateException("no such luck");
		};
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.parent.internal().request("?", LIMIT).get())
			.withCauseInstanceOf(RemoteFailureException.class)
			.withMessageContaining("no such luck");
		this.atChild.handler = (message) -> message.answer("fine", null);
		assertThat(this.parent.internal().request("?", LIMIT).get().value()).isEqualTo("fine");
	}

	@Test
	void aRequestMayBeFailedLater() {
		this.atChild.handler = (message) -> CompletableFuture
			.runAsync(() -> message.fail(new IllegalStateException("no such luck")));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.parent.internal().request("?", LIMIT).get())
			.withMessageContaining("no such luck");
	}

	@Test
	void aRequestThatNobodyAnswersFailsAfterItsLimit() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.parent.internal().request("?", Duration.ofMillis(20)).get())
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void aHandleArrivesWithItsMessageAndWithAnAnswer() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			List<Fd> received = Collections.synchronizedList(new ArrayList<>());
			this.atChild.handler = (message) -> {
				if (message.isRequest()) {
					message.answer("here", Handle.of(pipe.writeEnd()));
				}
				else {
					received.add(take(message));
				}
			};
			this.parent.internal().send("pipe", Handle.of(pipe.readEnd())).get();
			Awaitility.await().until(() -> received.size() == 1);
			assertThat(received.get(0).isOpen()).isTrue();
			CompletableFuture<Fd> answered = this.parent.internal()
				.request("pipe", LIMIT)
				.thenApply(InternalMessagesTests::take);
			Fd answer = answered.get();
			assertThat(answer.isOpen()).isTrue();
			Awaitility.await().until(() -> !pipe.writeEnd().isOpen());
			answer.close();
			received.get(0).close();
		}
	}

	@Test
	void aHandleThatNobodyTakesIsClosed() throws Exception {
		List<ReceivedHandle> received = Collections.synchronizedList(new ArrayList<>());
		this.atChild.handler = (message) -> received.add(message.handle());
		try (Pipe pipe = Pipe.open()) {
			this.parent.internal().send("pipe", Handle.of(pipe.readEnd())).get();
		}
		Awaitility.await().until(() -> received.size() == 1 && !received.get(0).isOpen());
	}

	@Test
	void theyPassUserMessagesThatFillTheQueueAndStandInTheMiddleOfALargeOne() throws Exception {
		CountDownLatch reading = new CountDownLatch(1);
		this.childLoop.execute(() -> await(reading));
		byte[] large = new byte[8 << 20];
		SentMessage first = this.parent.send(large);
		assertThat(this.parent.send("more")).isCompletedExceptionally();
		SentMessage internal = this.parent.internal().send("urgent");
		CompletableFuture<Object> order = new CompletableFuture<>();
		this.atChild.handler = (message) -> order.complete(message.value());
		this.child.onMessage(byte[].class, (bytes) -> order.complete(bytes.length));
		reading.countDown();
		assertThat(order.get()).isEqualTo("urgent");
		internal.get();
		first.get();
	}

	@Test
	void theyArriveWhileAListenerOfTheUserBlocks() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		this.child.onMessage(String.class, (message) -> await(done));
		this.parent.send("block");
		this.atChild.handler = (message) -> message.answer("alive", null);
		assertThat(this.parent.internal().request("?", LIMIT).get().value()).isEqualTo("alive");
		done.countDown();
	}

	@Test
	void theEndIsToldOnceAndAfterTheLastMessage() {
		for (int i = 0; i < 100; i++) {
			this.parent.internal().send(i);
		}
		this.parent.disconnect();
		Awaitility.await().until(() -> !this.atChild.ends.isEmpty() && !this.atParent.ends.isEmpty());
		assertThat(this.atChild.values).hasSize(101).last().isInstanceOf(ChannelEnd.class);
		assertThat(this.atChild.ends).hasSize(1);
		assertThat(this.atParent.ends).hasSize(1);
	}

	@Test
	void whoWaitsForAnAnswerLearnsOfTheEnd() {
		CompletableFuture<InternalMessage> request = this.parent.internal().request("?", LIMIT);
		this.child.disconnect();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(request::join)
			.withCauseInstanceOf(ChannelClosedException.class);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.parent.internal().request("?", LIMIT).join())
			.withCauseInstanceOf(ChannelClosedException.class);
		assertThat(this.parent.internal().send("?")).isCompletedExceptionally();
	}

	@Test
	void aMessageOfMoreThanOneFrameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.parent.internal().send(new byte[70_000]))
			.withMessageContaining("at most 65536 bytes");
	}

	private static Fd take(InternalMessage message) {
		try {
			return message.handle().as(Fd.class);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Recorder implements InternalMessages.Listener {

		private final List<Object> values = Collections.synchronizedList(new ArrayList<>());

		private final List<ChannelEnd> ends = Collections.synchronizedList(new ArrayList<>());

		private volatile Consumer<InternalMessage> handler = (message) -> {
		};

		@Override
		public void received(InternalMessage message) {
			this.values.add(message.value());
			this.handler.accept(message);
		}

		@Override
		public void ended(ChannelEnd end) {
			this.values.add(end);
			this.ends.add(end);
		}

	}

}
