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

package io.forkit.cluster.worker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Heart}.
 */
class HeartTests {

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private final Heart heart = new Heart();

	@Test
	void allThatIsToBeDoneIsDoneOnOneThread() {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		AtomicInteger first = new AtomicInteger();
		AtomicInteger second = new AtomicInteger();
		this.heart.every(0, INTERVAL, () -> {
			threads.add(Thread.currentThread());
			first.incrementAndGet();
		});
		this.heart.every(INTERVAL, INTERVAL, () -> {
			threads.add(Thread.currentThread());
			second.incrementAndGet();
		});
		await().until(() -> first.get() > 3 && second.get() > 3);
		assertThat(threads).hasSize(1).allMatch((thread) -> thread.isDaemon() && thread.getName().equals(Heart.THREAD));
	}

	@Test
	void goesOnWithoutMemoryAndInterrupted() {
		AtomicInteger beats = new AtomicInteger();
		this.heart.every(0, INTERVAL, () -> {
			beats.incrementAndGet();
			Thread.currentThread().interrupt();
			throw new OutOfMemoryError("for a test");
		});
		await().until(() -> beats.get() > 3);
	}

	@Test
	void whatIsCancelledIsNotDoneAnyMore() {
		AtomicInteger cancelled = new AtomicInteger();
		AtomicInteger other = new AtomicInteger();
		Runnable cancel = this.heart.every(0, INTERVAL, cancelled::incrementAndGet);
		await().until(() -> cancelled.get() > 0);
		cancel.run();
		this.heart.every(0, INTERVAL, other::incrementAndGet);
		await().until(() -> other.get() > 1);
		int count = cancelled.get();
		await().until(() -> other.get() > 5);
		assertThat(cancelled.get()).isEqualTo(count);
	}

}
