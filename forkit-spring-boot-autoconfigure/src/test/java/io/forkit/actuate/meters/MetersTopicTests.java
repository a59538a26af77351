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

package io.forkit.actuate.meters;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.ControlTopic;
import io.forkit.cluster.Worker;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MetersTopic}.
 */
class MetersTopicTests {

	private final List<Worker> workers = new ArrayList<>(List.of(worker(11), worker(12)));

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final MetersTopic topic = new MetersTopic(() -> this.workers, this.tasks::add);

	private final List<String> told = new ArrayList<>();

	@Test
	void whereNobodyListensTheWorkersAreToldSo() {
		assertThat(ask(this.topic.open(peer(11)))).containsExactly("unwanted");
	}

	@Test
	void eachWorkerIsKnown() {
		this.topic.receiver(this::receive);
		ControlTopic.Session first = this.topic.open(peer(11));
		ControlTopic.Session second = this.topic.open(peer(12));
		assertThat(ask(second, "b")).containsExactly("taken");
		assertThat(ask(first, "a")).containsExactly("taken");
		first.ended();
		run();
		assertThat(this.told).containsExactly("12: [b]", "11: [a]", "11 ended");
	}

	@Test
	void whatCannotBeTakenIsRefusedToThatWorkerOnly() {
		this.topic.receiver(this::receive);
		ControlTopic.Session first = this.topic.open(peer(11));
		ControlTopic.Session second = this.topic.open(peer(12));
		assertThat(ask(first, "garbage")).isEqualTo(List.of("refused", "it is garbage"));
		for (int i = 0; i < 5; i++) {
			assertThat(ask(first, "bug")).isEqualTo(List.of("refused", "a bug"));
		}
		assertThat(ask(first, "a")).containsExactly("taken");
		assertThat(ask(second, "b")).containsExactly("taken");
	}

	@Test
	void aProcessThatIsNoWorkerIsRefused() {
		this.topic.receiver(this::receive);
		assertThat(ask(this.topic.open(peer(13)))).isEqualTo(List.of("refused", "Process 13 is no worker any more"));
	}

	@Test
	void aWorkerThatHasEndedMayStillHaveSaidSomething() {
		this.topic.receiver(this::receive);
		ControlTopic.Session session = this.topic.open(peer(11));
		ask(session, "a");
		this.workers.clear();
		assertThat(ask(session, "b")).containsExactly("taken");
	}

	@Test
	void aWorkerThatDoesNotWaitForAnswersIsRefused() {
		this.topic.receiver(this::receive);
		ControlTopic.Session session = this.topic.open(peer(11));
		List<Object> answers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			session.received(List.of("a"), (answer) -> answers.add(answer.get(0)));
		}
		assertThat(answers).hasSize(96).containsOnly("refused");
		run();
		assertThat(this.told).hasSize(4);
		assertThat(ask(session, "a")).containsExactly("taken");
	}

	@Test
	void anAnswerThatNobodyTakesHarmsNobody() {
		this.topic.receiver(this::receive);
		ControlTopic.Session session = this.topic.open(peer(11));
		session.received(List.of("a"), (answer) -> {
			throw new IllegalStateException("The channel is closed");
		});
		run();
		session.received(List.of("no question"), null);
		assertThat(ask(session, "b")).containsExactly("taken");
	}

	private MetersTopic.Reports receive(Worker worker) {
		return new MetersTopic.Reports() {

			@Override
			public void report(List<?> message) throws IOException {
				if (message.contains("garbage")) {
					throw new IOException("it is garbage");
				}
				if (message.contains("bug")) {
					throw new LinkageError("a bug");
				}
				MetersTopicTests.this.told.add(worker.pid() + ": " + message);
			}

			@Override
			public void end() {
				MetersTopicTests.this.told.add(worker.pid() + " ended");
			}

		};
	}

	private List<Object> ask(ControlTopic.Session session, String... value) {
		List<Object> result = new ArrayList<>();
		session.received(List.of((Object[]) value), result::addAll);
		run();
		return result;
	}

	private void run() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private static Worker worker(long pid) {
		Worker worker = mock(Worker.class);
		given(worker.pid()).willReturn(pid);
		return worker;
	}

	private static ControlTopic.Peer peer(long pid) {
		return new ControlTopic.Peer() {

			@Override
			public CompletableFuture<@Nullable Void> send(List<?> value) {
				return CompletableFuture.completedFuture(null);
			}

			@Override
			public long pid() {
				return pid;
			}

		};
	}

}
