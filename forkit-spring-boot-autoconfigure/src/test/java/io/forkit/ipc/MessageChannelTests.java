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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.EventLoop;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MessageChannel} in {@link WireFormat#FRAMES}, over real sockets.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
@Timeout(60)
class MessageChannelTests {

	private final boolean selector;

	private EventLoop eventLoop;

	private SelectorLoop selectorLoop;

	private ProcessChannel parent;

	private ProcessChannel child;

	MessageChannelTests(boolean selector) {
		this.selector = selector;
	}

	@BeforeEach
	void open() throws Exception {
		open(ChannelSettings.DEFAULTS);
	}

	private void open(ChannelSettings settings) throws Exception {
		close();
		Sockets.Pair pair = Sockets.pair();
		this.eventLoop = new EventLoop("test-channels");
		this.selectorLoop = new SelectorLoop("test-selector");
		pair.first().setNonBlocking(true);
		NativeLoop loop = new NativeLoop(this.eventLoop);
		this.parent = ProcessChannel.builder(new NativeTransport(loop, pair.first()), WireFormat.FRAMES)
			.settings(settings)
			.open();
		Transport other;
		if (this.selector) {
			other = new SelectorTransport(this.selectorLoop, JdkChannels.socketChannel(pair.second()));
		}
		else {
			pair.second().setNonBlocking(true);
			other = new NativeTransport(loop, pair.second());
		}
		this.child = ProcessChannel.builder(other, WireFormat.FRAMES).settings(settings).open();
	}

	@AfterEach
	void close() {
		if (this.parent != null) {
			this.parent.disconnect();
			this.child.disconnect();
			this.parent.onDisconnect().orTimeout(30, TimeUnit.SECONDS).join();
			this.child.onDisconnect().orTimeout(30, TimeUnit.SECONDS).join();
			this.eventLoop.close();
			this.selectorLoop.close();
		}
	}

	@Test
	void aClassWithANameThatCannotBeIsRefusedWhereItIsListenedFor() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.parent.onMessage(NodeEncoderTests.Umlaut.class, (message) -> {
			}))
			.withMessageContaining("@MessageType");
	}

	@Test
	void messagesArriveInOrder() throws Exception {
		List<Integer> received = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(Integer.class, (number) -> received.add(number));
		List<SentMessage> sent = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			sent.add(this.parent.send(i));
		}
		CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
		Awaitility.await().until(() -> received.size() == 20_000);
		assertThat(received).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void messagesOfManyThreadsAllArrive() throws Exception {
		Map<String, AtomicInteger> next = Map.of("a", new AtomicInteger(), "b", new AtomicInteger(), "c",
				new AtomicInteger(), "d", new AtomicInteger());
		List<String> wrong = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(String.class, (text) -> {
			String[] parts = text.split(":");
			if (next.get(parts[0]).getAndIncrement() != Integer.parseInt(parts[1])) {
				wrong.add(text);
			}
		});
		List<Thread> threads = new ArrayList<>();
		next.keySet().forEach((name) -> {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 5_000; i++) {
					this.parent.send(name + ":" + i + ":" + "x".repeat(i % 300));
				}
			});
			thread.start();
			threads.add(thread);
		});
		for (Thread thread : threads) {
			thread.join();
		}
		Awaitility.await().until(() -> next.values().stream().mapToInt(AtomicInteger::get).sum() == 20_000);
		assertThat(wrong).isEmpty();
	}

	@Test
	void recordsReachTheListenersForTheirTypeAndOthersTheGeneralOnes() throws Exception {
		List<Object> received = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(Job.class, (job) -> received.add(List.of("job", job)));
		this.child.onMessage(Number.class, (number) -> received.add(List.of("number", number)));
		this.child.onMessage(Object.class, (anything) -> received.add(List.of("any", String.valueOf(anything))));
		this.parent.send(new Job("a"));
		this.parent.send(1.5);
		this.parent.send(null);
		this.parent.send("text");
		Awaitility.await().until(() -> received.size() == 4);
		assertThat(received).containsExactly(List.of("job", new Job("a")), List.of("number", 1.5),
				List.of("any", "null"), List.of("any", "text"));
	}

	@Test
	void messagesAreKeptUntilSomebodyListens() throws Exception {
		List<Object> received = Collections.synchronizedList(new ArrayList<>());
		this.parent.send("one").get();
		this.parent.send(2).get();
		this.parent.send("three").get();
		this.child.onMessage(String.class, (text) -> received.add(text));
		Awaitility.await().until(() -> received.size() == 2);
		this.child.onMessage(Integer.class, (number) -> received.add(number));
		Awaitility.await().until(() -> received.size() == 3);
		assertThat(received).containsExactly("one", "three", 2);
	}

	@Test
	void whatNobodyListensForIsTold() throws Exception {
		CompletableFuture<UnhandledMessage> unhandled = new CompletableFuture<>();
		this.parent.send(new Job("x"));
		this.child.onUnhandled(unhandled::complete);
		assertThat(unhandled.get()).satisfies((message) -> {
			assertThat(message.type()).isEqualTo(Job.class.getName());
			assertThat(message.value()).isEqualTo(Map.of("path", "x"));
		});
	}

	@Test
	void requestsAreAnsweredInBothDirections() throws Exception {
		this.child.onMessage(Job.class, (job, exchange) -> exchange.send(new Done(job.path() + "!")));
		this.parent.onMessage(String.class, (text, exchange) -> exchange.send(text.length()));
		assertThat(this.parent.request(new Job("a"), Done.class).get()).isEqualTo(new Done("a!"));
		assertThat(this.child.request("abc", Integer.class).get()).isEqualTo(3);
	}

	@Test
	void aListenerMayAskAndWaitForTheAnswer() throws Exception {
		this.parent.onMessage(Integer.class, (number, exchange) -> exchange.send(number * 2));
		this.child.onMessage(String.class,
				(text, exchange) -> exchange.send(this.child.request(text.length(), Integer.class).join()));
		assertThat(this.parent.request("abcd", Integer.class).get()).isEqualTo(8);
	}

	@Test
	void aListenerThatBlocksDoesNotHoldUpAnswers() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.parent.onMessage(String.class, (text) -> await(release));
		this.child.onMessage(Integer.class, (number, exchange) -> exchange.send(number + 1));
		this.child.send("block").get();
		assertThat(this.parent.request(1, Integer.class).get(10, TimeUnit.SECONDS)).isEqualTo(2);
		release.countDown();
	}

	@Test
	void aListenerThatThrowsFailsTheRequestAndHarmsNothing() throws Exception {
		List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
		this.child.onError(errors::add);
		this.child.onMessage(String.class, (text, exchange) -> {
			throw new IllegalStateException("no " + text);
		});
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> this.parent.request("way", String.class).get())
				.havingCause()
				.isInstanceOf(RemoteFailureException.class)
				.withMessageContaining("IllegalStateException: no way");
		}
		assertThat(errors).hasSize(10);
	}

	@Test
	void aRequestTimesOut() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.parent.request("x", String.class).timeout(Duration.ofMillis(50)).get())
			.havingCause()
			.isInstanceOf(TimeoutException.class)
			.withMessageContaining("PT0.05S");
	}

	@Test
	void anAnswerThatIsNoSuchThingFailsTheRequest() {
		this.child.onMessage(String.class, (text, exchange) -> exchange.send("text"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.parent.request("x", Done.class).get())
			.havingCause()
			.isInstanceOf(MessageConversionException.class);
	}

	@Test
	void onlyARequestIsAnsweredAndOnlyOnce() throws Exception {
		CompletableFuture<Exchange> exchange = new CompletableFuture<>();
		this.child.onMessage(Object.class, (message, one) -> exchange.complete(one));
		this.parent.send("x");
		assertThat(exchange.get().isRequest()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> exchange.get().send("y"))
			.withMessageContaining("expects no answer");
		CompletableFuture<Exchange> second = new CompletableFuture<>();
		this.child.onMessage(Integer.class, (message, one) -> second.complete(one));
		Request<String> request = this.parent.request(1, String.class);
		assertThatIllegalArgumentException().isThrownBy(() -> second.get().send(new Object()));
		second.get().send("answer");
		assertThat(request.get()).isEqualTo("answer");
		assertThatIllegalStateException().isThrownBy(() -> second.get().send("y"))
			.withMessageContaining("answered before");
	}

	@Test
	void anAcknowledgementTellsThatTheListenerIsDone() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.child.onMessage(String.class, (text) -> await(release));
		this.child.onMessage(Integer.class, (number) -> {
			throw new IllegalStateException("odd");
		});
		SentMessage sent = this.parent.send("x");
		CompletableFuture<Void> ack = sent.ack();
		sent.get();
		CompletableFuture<Void> failing = this.parent.send(3).ack();
		assertThat(ack).isNotDone();
		release.countDown();
		ack.get();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(failing::get)
			.havingCause()
			.isInstanceOf(RemoteFailureException.class);
		sent.ack().get();
	}

	@Test
	void largeMessagesArriveWhole() throws Exception {
		byte[] content = new byte[40_000_000];
		new Random(1).nextBytes(content);
		CompletableFuture<byte[]> received = new CompletableFuture<>();
		this.child.onMessage(byte[].class, received::complete);
		this.parent.send(content);
		assertThat(received.get()).isEqualTo(content);
	}

	@Test
	void largeMessagesPassEachOther() throws Exception {
		String large = "y".repeat(5_000_000);
		this.child.onMessage(String.class, (text, exchange) -> exchange.send(text));
		this.parent.onMessage(String.class, (text, exchange) -> exchange.send(text));
		List<Request<String>> requests = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			requests.add(this.parent.request(large, String.class));
			requests.add(this.child.request(large, String.class));
		}
		for (Request<String> request : requests) {
			assertThat(request.get()).hasSize(large.length());
		}
	}

	@Test
	void disconnectingLosesNothing() throws Exception {
		List<Object> received = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(Object.class, (message) -> received.add(message));
		for (int i = 0; i < 1000; i++) {
			this.parent.send("x".repeat(i * 10));
		}
		CompletableFuture<ChannelEnd> end = this.parent.disconnect();
		assertThat(this.parent.isConnected()).isFalse();
		assertThat(end.get()).isEqualTo(new ChannelEnd(ChannelEnd.Cause.DISCONNECTED, null));
		assertThat(this.child.onDisconnect().get().cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		assertThat(received).hasSize(1000);
		assertThat(this.child.isConnected()).isFalse();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.child.send("x").get())
			.withCauseInstanceOf(ChannelClosedException.class);
		assertThat(this.child.trySend("x")).isFalse();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.parent.request("x", String.class).get())
			.withCauseInstanceOf(ChannelClosedException.class);
	}

	@Test
	void requestsAndAcknowledgementsFailWhenTheChannelCloses() {
		this.child.onMessage(Object.class, (message) -> {
		});
		Request<String> request = this.parent.request("x", String.class);
		this.parent.disconnect();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(request::get)
			.withCauseInstanceOf(ChannelClosedException.class);
	}

	@Test
	void aFullQueueFailsTheMessage() throws Exception {
		open(new ChannelSettings(1 << 20, QueuePolicy.FAIL, Duration.ofSeconds(1), 1 << 24, Duration.ofSeconds(5)));
		// While the other side reads there is room for some of them, which then wait.
		SentMessage refused = this.parent.send(new byte[100_000]);
		for (int i = 0; i < 1000 && !refused.isCompletedExceptionally(); i++) {
			refused = this.parent.send(new byte[100_000]);
		}
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(refused::get)
			.withCauseInstanceOf(QueueFullException.class)
			.withMessageContaining("at most 1048576");
		// Until the inbox is full as well, there is room again and again.
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.until(() -> !this.parent.trySend(new byte[100_000]) && this.parent.queuedBytes() > 900_000);
		assertThat(this.parent.queuedBytes()).isBetween(1L, 1L << 20);
		CompletableFuture<Void> drained = this.parent.drained();
		assertThat(drained).isNotDone();
		this.child.onMessage(byte[].class, (bytes) -> {
		});
		drained.get();
		assertThat(this.parent.queuedBytes()).isZero();
		assertThat(this.parent.trySend(1)).isTrue();
	}

	@Test
	void aFullQueueDropsTheOldest() throws Exception {
		open(new ChannelSettings(1 << 20, QueuePolicy.DROP_OLDEST, Duration.ofSeconds(1), 1 << 24,
				Duration.ofSeconds(5)));
		List<SentMessage> sent = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sent.add(this.parent.send(ByteBuffer.allocate(100_000).putInt(i).rewind()));
		}
		List<Integer> received = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(ByteBuffer.class, (bytes) -> received.add(bytes.getInt()));
		sent.get(99).get();
		Awaitility.await().until(() -> received.contains(99));
		long dropped = sent.stream().filter(CompletableFuture::isCompletedExceptionally).count();
		assertThat(dropped).isPositive();
		assertThat(received).isSorted().hasSize((int) (100 - dropped));
	}

	@Test
	void aSenderWaitsForRoomAndNotForEver() throws Exception {
		open(new ChannelSettings(1 << 20, QueuePolicy.BLOCK, Duration.ofMillis(200), 1 << 24, Duration.ofSeconds(5)));
		List<SentMessage> sent = new ArrayList<>();
		do {
			sent.add(this.parent.send(new byte[100_000]));
		}
		while (!sent.get(sent.size() - 1).isCompletedExceptionally());
		AtomicInteger received = new AtomicInteger();
		this.child.onMessage(byte[].class, (bytes) -> received.incrementAndGet());
		for (int i = 0; i < 100; i++) {
			sent.add(this.parent.send(new byte[100_000]));
		}
		this.parent.drained().get();
		// On a busy machine others wait for too long, too; what was taken must arrive.
		Awaitility.await().until(() -> sent.stream().allMatch(CompletableFuture::isDone));
		long taken = sent.stream().filter((one) -> !one.isCompletedExceptionally()).count();
		assertThat(taken).isGreaterThan(1);
		Awaitility.await().until(() -> received.get() == taken);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	record Job(String path) {
	}

	record Done(String text) {
	}

}
