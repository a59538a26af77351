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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.forkit.posix.InternetProtocol;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A dispatcher with workers in this process, and clients.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
abstract class AbstractSchedulingTests {

	private static final int ALL = Integer.MAX_VALUE / 2;

	private final List<TestWorker> workers = new ArrayList<>();

	private final ExecutorService clients = Executors.newCachedThreadPool();

	private @Nullable ConnectionDispatcher dispatcher;

	private DispatchedListener listener;

	private final HandOverStatistics statistics = new HandOverStatistics();

	@AfterEach
	void close() {
		this.workers.forEach(TestWorker::close);
		if (this.dispatcher != null) {
			this.dispatcher.close();
		}
		this.clients.shutdownNow();
	}

	void listen(SchedulingSettings settings) throws IOException {
		listen(settings, null);
	}

	void listen(SchedulingSettings settings, @Nullable ConnectionScheduler scheduler) throws IOException {
		this.dispatcher = new ConnectionDispatcher(settings, scheduler, this.statistics);
		this.listener = this.dispatcher.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				InternetProtocol.ANY, 1024);
	}

	ConnectionDispatcher dispatcher() {
		return this.dispatcher;
	}

	HandOverStatistics statistics() {
		return this.statistics;
	}

	DispatchedListener listener() {
		return this.listener;
	}

	void workers(int count) throws IOException {
		for (int slot = 0; slot < count; slot++) {
			worker(slot);
		}
	}

	TestWorker worker(int slot) throws IOException {
		return worker(slot, ALL);
	}

	TestWorker worker(int slot, int turns) throws IOException {
		TestWorker worker = TestWorker.start(this.listener, slot, turns);
		this.workers.add(worker);
		return worker;
	}

	/** The worker that was started as the n-th. */
	TestWorker started(int index) {
		return this.workers.get(index);
	}

	/** Wait until all take turns. */
	void awaitTurns(int count) {
		List<Integer> turns = new ArrayList<>();
		List<Integer> expected = IntStream.range(0, count).boxed().toList();
		await(() -> {
			turns.add(ask());
			int size = turns.size();
			return size >= count && turns.subList(size - count, size).equals(expected);
		});
	}

	int ask() {
		try {
			return TestClient.ask(this.listener.address());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	CompletableFuture<Integer> askLater() {
		return CompletableFuture.supplyAsync(this::ask, this.clients);
	}

	List<CompletableFuture<Integer>> askLater(int count) {
		return IntStream.range(0, count).mapToObj((i) -> askLater()).toList();
	}

	static void await(BooleanSupplier condition) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(5))
			.until(condition::getAsBoolean);
	}

}
