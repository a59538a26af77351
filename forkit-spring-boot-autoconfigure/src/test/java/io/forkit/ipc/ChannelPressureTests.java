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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.EventLoop;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for channels under pressure: much in flight, listeners that block, and ends at
 * every moment.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ChannelPressureTests {

	private static final long LIMIT = 1 << 20;

	private EventLoop eventLoop;

	private final List<CountDownLatch> blocked = new ArrayList<>();

	private SelectorLoop selectorLoop;

	private ProcessChannel parent;

	private ProcessChannel child;

	private void open(QueuePolicy policy) throws Exception {
		ChannelSettings settings = new ChannelSettings(LIMIT, policy, Duration.ofSeconds(30), 1 << 24,
				Duration.ofSeconds(30));
		Sockets.Pair pair = Sockets.pair();
		this.eventLoop = new EventLoop("test-pressure");
		pair.first().setNonBlocking(true);
		this.selectorLoop = new SelectorLoop("test-selector");
		this.parent = ProcessChannel
			.builder(new NativeTransport(new NativeLoop(this.eventLoop), pair.first()), WireFormat.FRAMES)
			.settings(settings)
			.open();
		this.child = ProcessChannel
			.builder(new SelectorTransport(this.selectorLoop, JdkChannels.socketChannel(pair.second())),
					WireFormat.FRAMES)
			.settings(settings)
			.open();
	}

	@AfterEach
	void close() {
		this.blocked.forEach(CountDownLatch::countDown);
		this.parent.disconnect();
		this.child.disconnect();
		this.parent.onDisconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.child.onDisconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.eventLoop.close();
		this.selectorLoop.close();
	}

	private CountDownLatch latch() {
		CountDownLatch latch = new CountDownLatch(1);
		this.blocked.add(latch);
		return latch;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void everyRequestIsCompletedWhateverBecomesOfIt() throws Exception {
		open(QueuePolicy.BLOCK);
		Random random = new Random(3);
		this.child.onMessage(Integer.class, (number, exchange) -> {
			if (number % 3 != 0) {
				exchange.send(number);
			}
		});
		List<Request<Integer>> requests = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			Request<Integer> request = this.parent.request(i, Integer.class)
				.timeout(Duration.ofMillis(1 + random.nextInt(300)));
			if (random.nextInt(4) == 0) {
				request.cancel(false);
			}
			requests.add(request);
		}
		Awaitility.await().until(() -> requests.stream().allMatch(CompletableFuture::isDone));
		for (int i = 0; i < requests.size(); i++) {
			Request<Integer> request = requests.get(i);
			if (!request.isCompletedExceptionally()) {
				assertThat(request.join()).isEqualTo(i).matches((number) -> number % 3 != 0);
			}
		}
		assertThat(this.parent.request(1, Integer.class).get()).isEqualTo(1);
	}

	@Test
	void bothSidesMayDisconnectAtOnce() throws Exception {
		for (int i = 0; i < 50; i++) {
			open(QueuePolicy.BLOCK);
			AtomicInteger received = new AtomicInteger();
			this.parent.onMessage(Object.class, (message) -> received.incrementAndGet());
			this.child.onMessage(Object.class, (message) -> received.incrementAndGet());
			for (int j = 0; j < 50; j++) {
				this.parent.send(new byte[j * 100]);
				this.child.send(new byte[j * 100]);
			}
			CompletableFuture<ChannelEnd> one = CompletableFuture.supplyAsync(() -> this.parent.disconnect().join());
			CompletableFuture<ChannelEnd> other = CompletableFuture.supplyAsync(() -> this.child.disconnect().join());
			assertThat(one.get().cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(other.get().cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(received).hasValue(100);
			this.eventLoop.close();
			this.selectorLoop.close();
		}
	}

	@Test
	void aListenerMayDisconnectAndWhatCameBeforeIsStillHandled() throws Exception {
		open(QueuePolicy.BLOCK);
		AtomicInteger received = new AtomicInteger();
		this.child.onMessage(Integer.class, (number) -> {
			received.incrementAndGet();
			if (number == 10) {
				this.child.disconnect();
			}
		});
		CountDownLatch begin = latch();
		this.child.onMessage(String.class, (text) -> await(begin));
		this.parent.send("wait");
		for (int i = 0; i < 100; i++) {
			this.parent.send(i).get();
		}
		begin.countDown();
		assertThat(this.parent.onDisconnect().get().cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		assertThat(this.child.onDisconnect().get().cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		assertThat(received).hasValue(100);
	}

	@Test
	void aListenerThatNeverReturnsStopsTheSenderAndNothingElse() throws Exception {
		open(QueuePolicy.FAIL);
		CountDownLatch never = latch();
		AtomicInteger received = new AtomicInteger();
		this.child.onMessage(byte[].class, (bytes) -> {
			received.incrementAndGet();
			await(never);
		});
		AtomicInteger sent = new AtomicInteger();
		// The inbox and the queue fill up.
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
			while (this.parent.trySend(new byte[50_000])) {
				sent.incrementAndGet();
			}
			return this.parent.queuedBytes() > LIMIT / 2;
		});
		this.parent.onMessage(String.class, (text, exchange) -> exchange.send("unused"));
		assertThat(this.child.send("the other direction").get(20, TimeUnit.SECONDS)).isNull();
		never.countDown();
		Awaitility.await().until(() -> received.get() == sent.get());
		assertThat(this.child.isReadingPaused()).isFalse();
		assertThat(this.parent.trySend(new byte[50_000])).isTrue();
	}

	@Test
	void theEndOfTheOtherProcessWhileReadingIsPausedLosesNothing() throws Exception {
		open(QueuePolicy.BLOCK);
		CountDownLatch release = latch();
		AtomicInteger received = new AtomicInteger();
		this.child.onMessage(byte[].class, (bytes) -> {
			await(release);
			received.incrementAndGet();
		});
		AtomicInteger sent = new AtomicInteger();
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
			while (this.parent.trySend(new byte[10_000])) {
				sent.incrementAndGet();
			}
			return this.parent.queuedBytes() > LIMIT / 2;
		});
		CompletableFuture<ChannelEnd> gone = this.parent.disconnect();
		this.child.endAfter(Duration.ofSeconds(20));
		release.countDown();
		gone.get(20, TimeUnit.SECONDS);
		assertThat(this.child.onDisconnect().get(20, TimeUnit.SECONDS).cause())
			.isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		assertThat(received).hasValue(sent.get());
	}

	@Test
	void aListenerMayAskBackHoweverMuchWaits() throws Exception {
		open(QueuePolicy.BLOCK);
		this.parent.onMessage(Integer.class, (number, exchange) -> exchange.send(number + 1));
		List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(byte[].class, (bytes) -> answers
			.add(this.child.request(bytes.length, Integer.class).orTimeout(20, TimeUnit.SECONDS).join()));
		int total = 300;
		for (int i = 0; i < total; i++) {
			// Far more than both queues hold.
			this.parent.send(new byte[20_000 + i]);
		}
		Awaitility.await().atMost(Duration.ofSeconds(50)).until(() -> answers.size() == total);
		for (int i = 0; i < total; i++) {
			assertThat(answers.get(i)).isEqualTo(20_001 + i);
		}
	}

	@Test
	void answersAndAcknowledgementsArriveWhileAListenerNeverReturns() throws Exception {
		open(QueuePolicy.FAIL);
		CountDownLatch never = latch();
		this.child.onMessage(byte[].class, (bytes) -> await(never));
		this.parent.onMessage(Integer.class, (number, exchange) -> exchange.send(number + 1));
		this.parent.onMessage(String.class, (text) -> {
		});
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
			while (this.parent.trySend(new byte[50_000])) {
				continue;
			}
			return this.parent.queuedBytes() > LIMIT / 2;
		});
		for (int i = 0; i < 100; i++) {
			assertThat(this.child.request(i, Integer.class).get(20, TimeUnit.SECONDS)).isEqualTo(i + 1);
			this.child.send("text").ack().get(20, TimeUnit.SECONDS);
		}
		assertThat(this.child.isReadingPaused()).isFalse();
		assertThat(this.parent.trySend(new byte[(int) LIMIT])).isFalse();
	}

	@Test
	void theEndOfTheOtherProcessIsSeenWhileAListenerNeverReturns() throws Exception {
		open(QueuePolicy.FAIL);
		CountDownLatch never = latch();
		this.child.onMessage(byte[].class, (bytes) -> await(never));
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
			while (this.parent.trySend(new byte[50_000])) {
				continue;
			}
			return this.parent.queuedBytes() > LIMIT / 2;
		});
		((DefaultMessageChannel) this.parent).life().end(new ChannelEnd(ChannelEnd.Cause.FAILED, null));
		assertThat(this.child.onStreamEnd().get(20, TimeUnit.SECONDS).cause()).isEqualTo(ChannelEnd.Cause.PEER_GONE);
	}

	@Test
	void whatIsKeptIsAcknowledgedWhenItIsHandled() throws Exception {
		open(QueuePolicy.BLOCK);
		CompletableFuture<Void> kept = this.parent.send("kept").ack();
		this.parent.send(1).get();
		CompletableFuture<Void> other = this.parent.send("other").ack();
		this.child.onMessage(Integer.class, (number) -> {
		});
		this.parent.send(2).ack().get();
		assertThat(kept).isNotDone();
		this.child.onMessage(String.class, (text) -> {
		});
		kept.get(20, TimeUnit.SECONDS);
		other.get(20, TimeUnit.SECONDS);
	}

	@Test
	void theAcknowledgementOfWhatWasDroppedFails() throws Exception {
		open(QueuePolicy.DROP_OLDEST);
		List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
		AtomicInteger received = new AtomicInteger();
		CountDownLatch begin = latch();
		this.child.onMessage(byte[].class, (bytes) -> {
			await(begin);
			received.incrementAndGet();
		});
		for (int i = 0; i < 200; i++) {
			acknowledgements.add(this.parent.send(new byte[50_000]).ack());
		}
		begin.countDown();
		Awaitility.await().until(() -> acknowledgements.stream().allMatch(CompletableFuture::isDone));
		List<CompletableFuture<Void>> failed = acknowledgements.stream()
			.filter(CompletableFuture::isCompletedExceptionally)
			.toList();
		assertThat(failed).isNotEmpty().hasSize(200 - received.get());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> failed.get(0).get())
			.withCauseInstanceOf(MessageDroppedException.class);
	}

	@Test
	void acknowledgementsAreNeverTooEarly() throws Exception {
		open(QueuePolicy.BLOCK);
		Map<Integer, Boolean> handled = new ConcurrentHashMap<>();
		List<Integer> early = Collections.synchronizedList(new ArrayList<>());
		this.child.onMessage(List.class, (list) -> handled.put(((Number) list.get(0)).intValue(), true));
		List<CompletableFuture<Void>> all = new ArrayList<>();
		Random random = new Random(5);
		for (int i = 0; i < 2000; i++) {
			int number = i;
			SentMessage sent = this.parent.send(List.of(number, new byte[random.nextInt(20) == 0 ? 200_000 : 10]));
			all.add(sent.ack().thenRun(() -> {
				if (!handled.containsKey(number)) {
					early.add(number);
				}
			}));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		assertThat(early).isEmpty();
	}

	@Test
	void listenersMayComeAndGoAndNoMessageIsLostOrDoubled() throws Exception {
		open(QueuePolicy.BLOCK);
		List<Integer> received = Collections.synchronizedList(new ArrayList<>());
		AtomicBoolean done = new AtomicBoolean();
		Thread changing = new Thread(() -> {
			while (!done.get()) {
				// Never two at once, and often none.
				this.child.onMessage(Integer.class, (number) -> received.add(number)).close();
			}
		});
		changing.start();
		int total = 20_000;
		for (int i = 0; i < total; i++) {
			this.parent.send(i);
		}
		this.parent.drained().get(20, TimeUnit.SECONDS);
		done.set(true);
		changing.join();
		this.child.onMessage(Integer.class, (number) -> received.add(number));
		Awaitility.await().until(() -> received.size() >= total);
		assertThat(received).hasSize(total).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void whatHasFailedLongAgoIsNotAcknowledged() throws Exception {
		open(QueuePolicy.BLOCK);
		this.child.onError((ex) -> {
		});
		this.child.onMessage(Integer.class, (number) -> {
			throw new IllegalStateException("always");
		});
		List<SentMessage> sent = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			sent.add(this.parent.send(i));
		}
		this.child.onMessage(String.class, (text, exchange) -> exchange.send(text));
		this.parent.request("handled", String.class).get(20, TimeUnit.SECONDS);
		for (SentMessage one : sent) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> one.ack().get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(RemoteFailureException.class);
		}
	}

	@Test
	void whatIsAcknowledgedIsAskedForOnce() throws Exception {
		open(QueuePolicy.BLOCK);
		this.child.onError((ex) -> {
		});
		this.child.onMessage(String.class, (text) -> {
			throw new IllegalStateException(text);
		});
		SentMessage sent = this.parent.send("no");
		CompletableFuture<Void> cancelled = sent.ack();
		cancelled.cancel(false);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sent.ack().get(20, TimeUnit.SECONDS))
				.withCauseInstanceOf(RemoteFailureException.class);
		}
	}

	@Test
	void tinyMessagesCountWithTheObjectsAroundThem() throws Exception {
		open(QueuePolicy.FAIL);
		CountDownLatch release = latch();
		this.child.onMessage(Boolean.class, (bool) -> await(release));
		AtomicInteger sent = new AtomicInteger();
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> {
			while (this.parent.trySend(true)) {
				sent.incrementAndGet();
			}
			return this.parent.queuedBytes() > LIMIT - 200;
		});
		// Those in the two queues.
		assertThat(sent.get()).isLessThan((int) (2 * LIMIT / 128) + 1000);
		long before = this.parent.queuedBytes();
		assertThat(before).isLessThanOrEqualTo(LIMIT);
		release.countDown();
	}

	@Test
	void bothSidesMayFloodEachOtherWithAcknowledgedMessages() throws Exception {
		open(QueuePolicy.BLOCK);
		AtomicInteger received = new AtomicInteger();
		List<ProcessChannel> both = List.of(this.parent, this.child);
		both.forEach((channel) -> channel.onMessage(Integer.class, (number) -> received.incrementAndGet()));
		int total = 150_000;
		List<CompletableFuture<Void>> done = new ArrayList<>();
		for (ProcessChannel channel : both) {
			done.add(CompletableFuture.runAsync(() -> {
				List<SentMessage> sent = new ArrayList<>();
				for (int i = 0; i < total; i++) {
					sent.add(channel.send(i));
				}
				// All at once, and more than either side has room for.
				CompletableFuture.allOf(sent.stream().map(SentMessage::ack).toArray(CompletableFuture[]::new)).join();
			}));
		}
		for (CompletableFuture<Void> one : done) {
			one.get(50, TimeUnit.SECONDS);
		}
		assertThat(received).hasValue(2 * total);
	}

	@Test
	void manyAnswersAtOnceTakeFewThreadsThoughWhatFollowsBlocks() throws Exception {
		open(QueuePolicy.BLOCK);
		CountDownLatch release = latch();
		AtomicInteger blocked = new AtomicInteger();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		int total = 1000;
		for (int i = 0; i < total; i++) {
			all.add(this.parent.request(i, Integer.class).thenAccept((number) -> {
				blocked.incrementAndGet();
				await(release);
			}));
		}
		// Only now: what follows on an answer that is there already would block this
		// thread.
		this.child.onMessage(Integer.class, (number, exchange) -> exchange.send(number));
		Awaitility.await().until(() -> blocked.get() >= LimitedLoop.MAX_RUNNING);
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("test-pressure"))
			.hasSizeLessThan(200);
		release.countDown();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
		assertThat(blocked).hasValue(total);
	}

	@Test
	void whatFollowsOnAnAnswerMayWaitForOthers() throws Exception {
		open(QueuePolicy.BLOCK);
		this.child.onMessage(Integer.class, (number, exchange) -> exchange.send(number));
		List<CompletableFuture<Integer>> all = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			boolean seen = i % 10 != 0;
			all.add(this.parent.request(i, Integer.class).thenApply((number) -> {
				Request<Integer> next = this.parent.request(number, Integer.class);
				// Not every way to wait for it can be seen.
				return seen ? next.join() : next.thenApply((same) -> same).join();
			}));
		}
		for (int i = 0; i < all.size(); i++) {
			assertThat(all.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
		}
	}

}
