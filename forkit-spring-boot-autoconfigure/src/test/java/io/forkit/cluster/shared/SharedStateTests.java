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

package io.forkit.cluster.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SharedState} in several processes.
 */
@Timeout(60)
class SharedStateTests {

	private final TestProcesses processes = new TestProcesses(new SharedStateLimits(1000, 1024 * 1024));

	private final TestProcesses.Process first = this.processes.worker(1);

	private final TestProcesses.Process second = this.processes.worker(2);

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void aProcessReadsWhatItHasWritten() {
		ClusterMap<String, Integer> map = map(this.first);
		for (int i = 0; i < 200; i++) {
			assertThat(map.put("a", i)).isEqualTo((i > 0) ? i - 1 : null);
			assertThat(map.get("a")).isEqualTo(i);
		}
		assertThat(map.remove("a")).isEqualTo(199);
		assertThat(map.get("a")).isNull();
		assertThat(map.remove("a")).isNull();
	}

	@Test
	void otherProcessesAndThePrimarySeeIt() {
		ClusterMap<String, Integer> other = map(this.second);
		ClusterMap<String, Integer> primary = this.processes.primary().map("m", String.class, Integer.class);
		map(this.first).put("a", 1);
		assertThat(primary.get("a")).isEqualTo(1);
		await(() -> Integer.valueOf(1).equals(other.get("a")));
		primary.put("b", 2);
		await(() -> other.toMap().equals(Map.of("a", 1, "b", 2)));
		primary.clear();
		await(() -> other.size() == 0);
	}

	@Test
	void whoComesLaterSeesAllThatIsThere() {
		ClusterMap<String, Integer> map = map(this.first);
		Map<String, Integer> expected = new HashMap<>();
		for (int i = 0; i < 300; i++) {
			map.put("key " + i, i);
			expected.put("key " + i, i);
		}
		assertThat(map(this.processes.worker(3)).toMap()).isEqualTo(expected);
	}

	@Test
	void aSnapshotAndTheChangesAfterItLeaveNoGap() throws Exception {
		ClusterMap<String, Integer> map = map(this.first);
		CompletableFuture<Void> writer = CompletableFuture
			.runAsync(() -> IntStream.range(0, 2000).forEach((i) -> map.put("key " + i % 50, i)));
		List<ClusterMap<String, Integer>> late = new ArrayList<>();
		for (int i = 3; i < 13; i++) {
			late.add(map(this.processes.worker(i)));
		}
		writer.get();
		late.forEach((one) -> await(() -> one.toMap().equals(map.toMap())));
	}

	@Test
	void allSeeTheChangesInTheSameOrder() {
		List<List<Integer>> seen = new ArrayList<>();
		List<TestProcesses.Process> all = List.of(this.first, this.second, this.processes.worker(3));
		for (TestProcesses.Process process : all) {
			List<Integer> heard = new CopyOnWriteArrayList<>();
			seen.add(heard);
			map(process).addListener((key, before, after) -> heard.add(after));
		}
		CompletableFuture
			.allOf(all.stream()
				.map((process) -> CompletableFuture.runAsync(() -> IntStream.range(0, 200)
					.forEach((i) -> map(process).put("a", i + 1000 * all.indexOf(process)))))
				.toArray(CompletableFuture[]::new))
			.join();
		seen.forEach((heard) -> await(() -> heard.size() == 600));
		assertThat(seen.get(1)).isEqualTo(seen.get(0));
		assertThat(seen.get(2)).isEqualTo(seen.get(0));
	}

	@Test
	void oneOfSeveralPutsWhatIsAbsent() {
		assertThat(map(this.first).putIfAbsent("a", 1)).isNull();
		assertThat(map(this.second).putIfAbsent("a", 2)).isEqualTo(1);
		assertThat(map(this.second).computeIfAbsent("a", (key) -> 3)).isEqualTo(1);
		assertThat(map(this.second).computeIfAbsent("b", (key) -> 3)).isEqualTo(3);
	}

	@Test
	void compareAndSetLosesNoUpdate() {
		map(this.first).put("a", 0);
		List<TestProcesses.Process> all = List.of(this.first, this.second, this.processes.worker(3));
		CompletableFuture
			.allOf(all.stream()
				.map((process) -> CompletableFuture
					.runAsync(() -> IntStream.range(0, 100).forEach((i) -> increment(map(process)))))
				.toArray(CompletableFuture[]::new))
			.join();
		assertThat(map(this.processes.worker(4)).get("a")).isEqualTo(300);
	}

	private static void increment(ClusterMap<String, Integer> map) {
		int current = map.get("a");
		while (!map.compareAndSet("a", current, current + 1)) {
			current = map.get("a");
		}
	}

	@Test
	void compareAndSetPutsAndRemoves() {
		ClusterMap<String, Integer> map = map(this.first);
		assertThat(map.compareAndSet("a", 1, 2)).isFalse();
		assertThat(map.compareAndSet("a", null, 2)).isTrue();
		assertThat(map.compareAndSet("a", null, 3)).isFalse();
		assertThat(map.compareAndSet("a", 2, null)).isTrue();
		assertThat(map.get("a")).isNull();
	}

	@Test
	void keysAndValuesMayBeRecords() {
		ClusterMap<Key, Value> map = this.first.state().map("records", Key.class, Value.class);
		Value value = new Value("x", List.of(1L, Long.MAX_VALUE), Instant.parse("2026-01-01T00:00:00.123456789Z"));
		Key key = new Key(7, UUID.randomUUID());
		map.put(key, value);
		assertThat(this.second.state().map("records", Key.class, Value.class).get(key)).isEqualTo(value);
		assertThat(map.compareAndSet(key, value, null)).isTrue();
	}

	@Test
	void listenersHearBeforeAndAfter() {
		List<String> heard = new CopyOnWriteArrayList<>();
		ClusterMap<String, Integer> map = map(this.first);
		map.addListener((key, before, after) -> {
			throw new IllegalStateException("Expected by the test");
		});
		map.addListener((key, before, after) -> heard.add(key + " " + before + " " + after));
		map(this.second).put("a", 1);
		map(this.second).put("a", 2);
		map(this.second).remove("a");
		await(() -> heard.size() == 3);
		assertThat(heard).containsExactly("a null 1", "a 1 2", "a 2 null");
	}

	@Test
	void aMapHasOnePairOfTypes() {
		map(this.first);
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.state().map("m", String.class, Long.class))
			.withMessage("The map 'm' is of java.lang.String and java.lang.Integer here, "
					+ "and not of java.lang.String and java.lang.Long");
		assertThatIllegalArgumentException().isThrownBy(() -> this.second.state().map("m", String.class, Long.class))
			.withMessageContaining("The map 'm' is of java.lang.String and java.lang.Integer");
		assertThat(map(this.second)).isNotNull();
	}

	@Test
	void whatIsTooLargeIsRefusedAndChangesNothing() {
		ClusterMap<String, String> map = this.first.state().map("texts", String.class, String.class);
		String large = "x".repeat(SharedStateLimits.MAX_ENTRY - 5);
		map.put("a", large);
		assertThat(map.compareAndSet("a", large, large)).isTrue();
		assertThatExceptionOfType(SharedStateLimitException.class).isThrownBy(() -> map.put("ab", large))
			.withMessage("The entry of \"ab\" in the map 'texts' has 49153 bytes as JSON, and may have 49152");
		assertThat(map.get("ab")).isNull();
	}

	@Test
	void theLimitsCountOverAllMaps() {
		ClusterMap<String, String> map = this.first.state().map("texts", String.class, String.class);
		String large = "x".repeat(40_000);
		assertThatExceptionOfType(SharedStateLimitException.class).isThrownBy(() -> {
			for (int i = 0; i < 100; i++) {
				map.put("key " + i, large);
			}
		}).withMessageContaining("1048576 that are allowed");
		assertThat(map.size()).isEqualTo(26);
		map.remove("key 0");
		map.put("another", large);
		map.clear();
		ClusterMap<String, Integer> many = map(this.second);
		assertThatExceptionOfType(SharedStateLimitException.class).isThrownBy(() -> {
			for (int i = 0; i < 2000; i++) {
				many.put("key " + i, i);
			}
		}).withMessageContaining("there are 1000 entries");
		assertThat(many.size()).isEqualTo(998);
	}

	@Test
	void countersLoseNothing() {
		List<TestProcesses.Process> all = List.of(this.first, this.second, this.processes.worker(3));
		CompletableFuture
			.allOf(all.stream()
				.map((process) -> CompletableFuture.runAsync(
						() -> IntStream.range(0, 500).forEach((i) -> process.state().counter("c").incrementAndGet())))
				.toArray(CompletableFuture[]::new))
			.join();
		ClusterCounter counter = this.processes.primary().counter("c");
		assertThat(counter.get()).isEqualTo(1500);
		assertThat(counter.addAndGet(-500)).isEqualTo(1000);
		assertThat(counter.compareAndSet(1500, 1)).isFalse();
		assertThat(counter.compareAndSet(1000, 1)).isTrue();
		assertThat(this.first.state().counter("c").get()).isEqualTo(1);
	}

	@Test
	void aBroadcastReachesAllInTheOrderOfItsSender() {
		List<List<Broadcast<String>>> heard = new ArrayList<>();
		for (SharedState state : List.of(this.first.state(), this.second.state(), this.processes.primary())) {
			List<Broadcast<String>> list = new CopyOnWriteArrayList<>();
			heard.add(list);
			state.topic("t", String.class).subscribe(list::add);
		}
		for (int i = 0; i < 100; i++) {
			this.first.state().topic("t", String.class).broadcast("m" + i);
		}
		this.processes.primary().topic("t", String.class).broadcast("end").join();
		heard.forEach((list) -> await(() -> list.size() == 101));
		assertThat(heard.get(0).get(5)).isEqualTo(new Broadcast<>("m5", 1, true));
		assertThat(heard.get(1).get(5)).isEqualTo(new Broadcast<>("m5", 1, false));
		assertThat(heard.get(2).get(100)).isEqualTo(new Broadcast<>("end", 0, true));
		assertThat(heard.get(1).stream().map(Broadcast::message).toList())
			.isEqualTo(heard.get(0).stream().map(Broadcast::message).toList());
	}

	@Test
	void whoSubscribesNoMoreHearsNothing() {
		List<Broadcast<String>> heard = new CopyOnWriteArrayList<>();
		List<Broadcast<String>> last = new CopyOnWriteArrayList<>();
		ClusterTopic<String> topic = this.first.state().topic("t", String.class);
		topic.subscribe(heard::add).close();
		topic.subscribe(last::add);
		topic.broadcast("m").join();
		await(() -> last.size() == 1);
		assertThat(heard).isEmpty();
	}

	@Test
	void aProcessThatDoesNotReadGetsAllAnewAndHoldsUpNobody() {
		ClusterMap<String, String> slow = this.second.state().map("texts", String.class, String.class);
		List<String> lost = new CopyOnWriteArrayList<>();
		ClusterTopic<String> topic = this.second.state().topic("t", String.class);
		topic.onLoss(() -> lost.add("lost"));
		topic.subscribe((message) -> {
		});
		slow.put("gone", "x");
		this.second.stopReading();
		ClusterMap<String, String> map = this.first.state().map("texts", String.class, String.class);
		map.remove("gone");
		for (int i = 0; i < 500; i++) {
			map.put("key " + i % 20, i + "x".repeat(20_000));
		}
		assertThat(this.second.unread()).isBetween(1, 100);
		assertThat(slow.get("gone")).isEqualTo("x");
		this.second.read();
		await(() -> slow.toMap().equals(map.toMap()));
		await(() -> lost.equals(List.of("lost")));
		map.put("after", "y");
		await(() -> "y".equals(slow.get("after")));
	}

	@Test
	void aProcessThatHasEndedIsForgotten() {
		ClusterMap<String, Integer> map = map(this.first);
		ClusterMap<String, Integer> gone = map(this.second);
		this.second.end();
		map.put("a", 1);
		assertThat(gone.get("a")).isNull();
	}

	@Test
	void whatCannotBeReadIsLeftOut() {
		ClusterMap<String, Integer> map = map(this.first);
		map.put("a", 1);
		Store store = new Store(SharedStateLimits.DEFAULTS);
		assertThatIllegalArgumentException().isThrownBy(() -> store.execute(null, List.of("put", "none")))
			.withMessage("There is no map 'none'");
		assertThatIllegalArgumentException().isThrownBy(() -> store.execute(null, List.of("add", "c")))
			.withMessage("A command is incomplete: add");
		assertThatIllegalArgumentException().isThrownBy(() -> store.execute(null, List.of("add", 7, 8)))
			.withMessageContaining("in the place of a String");
		assertThatIllegalArgumentException().isThrownBy(() -> store.execute(null, List.of("boo")))
			.withMessage("There is no command 'boo'");
		assertThatIllegalArgumentException().isThrownBy(() -> map.put("a", null))
			.withMessage("'value' must not be null");
	}

	@Test
	void whatFollowsABroadcastMayAskThePrimary() throws Exception {
		ClusterMap<String, Integer> map = map(this.first);
		CountDownLatch hold = new CountDownLatch(1);
		this.first.hold(() -> await(hold));
		CompletableFuture<Integer> after = this.first.state()
			.topic("t", String.class)
			.broadcast("x")
			.thenApply((sent) -> {
				map.put("a", 1);
				return map.get("a");
			});
		hold.countDown();
		assertThat(after.get(20, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void aListenerMayWaitForABroadcastOfItsOwn() {
		ClusterTopic<String> topic = this.first.state().topic("t", String.class);
		List<String> heard = new CopyOnWriteArrayList<>();
		topic.subscribe((broadcast) -> {
			if ("question".equals(broadcast.message())) {
				topic.broadcast("answer").join();
			}
			heard.add(broadcast.message());
		});
		topic.broadcast("question");
		await(() -> heard.equals(List.of("question", "answer")));
	}

	@Test
	void aBroadcastFailsWhereTooManyAreNotAnswered() {
		ClusterTopic<String> topic = this.first.state().topic("t", String.class);
		CountDownLatch hold = new CountDownLatch(1);
		this.first.hold(() -> await(hold));
		String message = "x".repeat(40_000);
		List<CompletableFuture<Void>> sent = IntStream.range(0, 200).mapToObj((i) -> topic.broadcast(message)).toList();
		assertThat(sent.get(0)).isNotDone();
		assertThat(sent.get(199)).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(SharedStateException.class)
			.withMessageContaining("4194304 bytes");
		hold.countDown();
		assertThat(sent.get(0)).succeedsWithin(Duration.ofSeconds(30));
		await(() -> sent.stream().allMatch(CompletableFuture::isDone));
		assertThat(topic.broadcast(message)).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void aChangeThatCouldNotBeToldComesWithAllAnew() {
		ClusterMap<String, Integer> other = map(this.second);
		this.second.failNextWrite();
		map(this.first).put("a", 1);
		await(() -> Integer.valueOf(1).equals(other.get("a")));
	}

	@Test
	void anEntryThatCanNoLongerBeReadIsGone() {
		ClusterMap<String, Integer> map = map(this.first);
		ClusterMap<String, Integer> other = map(this.second);
		map.put("a", 1);
		await(() -> other.size() == 1);
		Json json = new Json();
		this.first.ask(List.of(Command.PUT, "m", json.write("key", "a").json(), json.write("value", "text").json()));
		await(() -> other.get("a") == null);
		await(() -> map.get("a") == null);
	}

	@Test
	void aMapThatOneThreadCannotOpenIsOpenedByAnother() {
		CompletableFuture<List<?>> answer = new CompletableFuture<>();
		this.first.answerNext(answer);
		CompletableFuture<ClusterMap<String, Integer>> failed = CompletableFuture.supplyAsync(() -> map(this.first),
				(task) -> new Thread(task).start());
		await(this.first::hasAskedNext);
		AtomicReference<ClusterMap<String, Integer>> opened = new AtomicReference<>();
		Thread waiting = new Thread(() -> opened.set(map(this.first)));
		waiting.start();
		await(() -> waiting.getState() == Thread.State.BLOCKED);
		answer.completeExceptionally(new IllegalStateException("Expected by the test"));
		assertThat(failed).failsWithin(Duration.ofSeconds(30));
		await(() -> opened.get() != null);
		map(this.second).put("a", 1);
		await(() -> Integer.valueOf(1).equals(opened.get().get("a")));
		assertThat(map(this.first)).isSameAs(opened.get());
	}

	@Test
	void aSlowProcessReadsWhatItHasWritten() throws Exception {
		ClusterMap<String, String> slow = this.second.state().map("texts", String.class, String.class);
		this.second.stopReading();
		ClusterMap<String, String> map = this.first.state().map("texts", String.class, String.class);
		for (int i = 0; i < 500; i++) {
			map.put("key " + i % 20, i + "x".repeat(20_000));
		}
		CompletableFuture<String> own = CompletableFuture.supplyAsync(() -> {
			slow.put("own", "x");
			return slow.get("own");
		});
		await(() -> "x".equals(map.get("own")));
		this.second.read();
		assertThat(own.get(20, TimeUnit.SECONDS)).isEqualTo("x");
	}

	@Test
	void aCounterThatIsZeroTakesNoRoom() {
		for (int i = 0; i < 2000; i++) {
			ClusterCounter counter = this.first.state().counter("counter " + i);
			assertThat(counter.incrementAndGet()).isEqualTo(1);
			assertThat(counter.addAndGet(-1)).isZero();
			assertThat(counter.get()).isZero();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ClusterMap<String, Integer> map(TestProcesses.Process process) {
		return process.state().map("m", String.class, Integer.class);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

	record Key(int number, UUID id) {

	}

	record Value(String text, List<Long> numbers, Instant at) {

	}

}
