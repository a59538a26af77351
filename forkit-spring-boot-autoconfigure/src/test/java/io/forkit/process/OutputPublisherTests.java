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

package io.forkit.process;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link OutputPublisher}.
 */
class OutputPublisherTests extends AbstractProcessTests {

	@Test
	void everythingIsDelivered() throws Exception {
		try (ChildProcess child = this.processes.spawn("head", "-c", "3000000", "/dev/zero").start()) {
			Collector collector = new Collector(Long.MAX_VALUE);
			child.stdoutPublisher().subscribe(collector);
			assertThat(collector.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
			assertThat(collector.bytes.size()).isEqualTo(3_000_000);
			assertThat(child.onClose().get(20, TimeUnit.SECONDS).status().isSuccess()).isTrue();
		}
	}

	@Test
	void noMoreIsDeliveredThanWasAskedFor() throws Exception {
		try (ChildProcess child = this.processes.spawn("sh", "-c", "head -c 3000000 /dev/zero; echo done >&2")
			.start()) {
			Collector collector = new Collector(1);
			child.stdoutPublisher().subscribe(collector);
			Awaitility.await().until(() -> collector.chunks.size() == 1);
			// The program waits: it is the pipe that is full, not our memory.
			assertThat(child.stderr().available()).isZero();
			while (!collector.end.isDone()) {
				int before = collector.chunks.size();
				collector.subscription.request(1);
				Awaitility.await().until(() -> collector.chunks.size() > before || collector.end.isDone());
			}
			assertThat(collector.bytes.size()).isEqualTo(3_000_000);
		}
	}

	@Test
	void outputOfAProgramThatHasEndedIsStillThere() throws Exception {
		try (ChildProcess child = this.processes.spawn("echo", "late").start()) {
			child.onClose().get(20, TimeUnit.SECONDS);
			Collector collector = new Collector(Long.MAX_VALUE);
			child.stdoutPublisher().subscribe(collector);
			assertThat(collector.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
			assertThat(collector.bytes).hasToString("late\n");
		}
	}

	@Test
	void cancelledSubscriptionLetsTheProgramGetASigpipe() throws Exception {
		try (ChildProcess child = this.processes.spawn("yes").start()) {
			Collector collector = new Collector(1);
			child.stdoutPublisher().subscribe(collector);
			Awaitility.await().until(() -> collector.chunks.size() == 1);
			collector.subscription.cancel();
			assertThat(child.waitFor().toString()).isEqualTo("killed by SIGPIPE");
			assertThat(collector.end).isNotDone();
		}
	}

	@Test
	void thereIsOneSubscriberOnly() throws Exception {
		try (ChildProcess child = this.processes.spawn("cat").start()) {
			Flow.Publisher<ByteBuffer> publisher = child.stdoutPublisher();
			Collector first = new Collector(Long.MAX_VALUE);
			Collector second = new Collector(1);
			publisher.subscribe(first);
			publisher.subscribe(second);
			assertThat(second.end.get(20, TimeUnit.SECONDS)).contains("IllegalStateException");
			second.subscription.cancel();
			assertThatIllegalStateException().isThrownBy(child::stdout);
			child.stdin().write("x".getBytes());
			child.stdin().close();
			assertThat(first.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
			assertThat(first.bytes).hasToString("x");
		}
	}

	@Test
	void demandMustBePositive() throws Exception {
		try (ChildProcess child = this.processes.spawn("cat").start()) {
			Collector collector = new Collector(0);
			child.stdoutPublisher().subscribe(collector);
			assertThat(collector.end.get(20, TimeUnit.SECONDS)).contains("'count'");
		}
	}

	@Test
	void secondSubscriberGetsNothingWhateverItAsksFor() throws Exception {
		try (ProcessTemplate direct = ProcessTemplate.builder().executor(Runnable::run).build();
				ChildProcess child = direct.spawn("echo", "first").start()) {
			child.onClose().get(20, TimeUnit.SECONDS);
			Flow.Publisher<ByteBuffer> publisher = child.stdoutPublisher();
			Collector first = new Collector(0) {

				@Override
				public void onSubscribe(Flow.Subscription subscription) {
					this.subscription = subscription;
				}

			};
			Collector second = new Collector(Long.MAX_VALUE);
			publisher.subscribe(first);
			publisher.subscribe(second);
			assertThat(second.chunks).isEmpty();
			assertThat(second.end.get(20, TimeUnit.SECONDS)).contains("IllegalStateException");
			first.subscription.request(Long.MAX_VALUE);
			assertThat(first.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
			assertThat(first.bytes).hasToString("first\n");
		}
	}

	@Test
	void programIsNotHeldUpByASubscriberThatFails() throws Exception {
		try (ChildProcess child = this.processes.spawn("yes").start()) {
			Collector collector = new Collector(Long.MAX_VALUE) {

				@Override
				public void onNext(ByteBuffer chunk) {
					throw new AssertionError("expected");
				}

			};
			child.stdoutPublisher().subscribe(collector);
			assertThat(collector.end.get(20, TimeUnit.SECONDS)).contains("expected");
			assertThat(child.waitFor(Duration.ofSeconds(20)).orElseThrow()).hasToString("killed by SIGPIPE");
		}
	}

	/** Asks for something at first and keeps what it gets. */
	private static class Collector implements Flow.Subscriber<ByteBuffer> {

		private final long first;

		final List<ByteBuffer> chunks = Collections.synchronizedList(new ArrayList<>());

		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		final CompletableFuture<String> end = new CompletableFuture<>();

		volatile Flow.Subscription subscription;

		Collector(long first) {
			this.first = first;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			subscription.request(this.first);
		}

		@Override
		public void onNext(ByteBuffer chunk) {
			byte[] copy = new byte[chunk.remaining()];
			chunk.get(copy);
			this.bytes.writeBytes(copy);
			this.chunks.add(chunk);
		}

		@Override
		public void onError(Throwable ex) {
			this.end.complete(ex.toString());
		}

		@Override
		public void onComplete() {
			this.end.complete("complete");
		}

	}

}
