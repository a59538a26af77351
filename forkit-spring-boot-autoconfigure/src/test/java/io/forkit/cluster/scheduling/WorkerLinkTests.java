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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerLink} and the choice among links.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class WorkerLinkTests {

	private EventLoop loop;

	private TestLink first;

	private TestLink second;

	@BeforeEach
	void open() throws IOException {
		this.loop = new EventLoop("test-links");
		this.first = new TestLink(this.loop, 0);
		this.second = new TestLink(this.loop, 1);
	}

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
		this.loop.execute(this.loop::close);
	}

	@Test
	void listeningSocketThatGotLostIsSentAgain() throws IOException {
		WorkerLink link = this.first.link();
		try (Fd listening = Sockets.pair().first()) {
			this.loop.execute(() -> link.sendSocket(listening));
			assertThat(this.first.heard()).isEqualTo(HandOver.SOCKET);
			this.first.tell(HandOver.SOCKET_LOST);
			assertThat(this.first.heard()).isEqualTo(HandOver.SOCKET);
			assertThat(ask(link::isAcceptingItself)).isFalse();
			this.first.tell(HandOver.SOCKET_TAKEN);
			AbstractSchedulingTests.await(() -> ask(link::isAcceptingItself));
		}
	}

	@Test
	void workerStaysOpenWhereTheSystemCannotSend() throws IOException {
		WorkerLink link = this.first.link();
		Fd broken = broken();
		assertThat(ask(() -> link.send(new PendingConnection(broken)))).isFalse();
		assertThat(ask(link::isOpen)).isTrue();
		assertThat(ask(link::isAvailable)).as("it rests").isFalse();
		AbstractSchedulingTests.await(() -> ask(link::isAvailable));
		Fd connection = Sockets.pair().first();
		assertThat(ask(() -> link.send(new PendingConnection(connection)))).isTrue();
		assertThat(this.first.heard()).isEqualTo(HandOver.CONNECTION);
	}

	@Test
	void clientsOfStalledWorkerGoToTheNext() throws IOException {
		StickySelector selector = new StickySelector();
		try (Fd client = Sockets.pair().first()) {
			PendingConnection connection = new PendingConnection(client);
			WorkerLink own = select(selector, connection);
			WorkerLink other = (own == this.first.link()) ? this.second.link() : this.first.link();
			((own == this.first.link()) ? this.first : this.second).stall();
			assertThat(select(selector, connection)).isSameAs(other);
			((own == this.first.link()) ? this.second : this.first).stall();
			assertThat(select(selector, connection)).isSameAs(own);
		}
	}

	@Test
	void stalledWorkerIsNoCandidateWhileThereIsAnother() throws IOException {
		List<List<Integer>> seen = new ArrayList<>();
		UserSelector selector = new UserSelector((connection, candidates) -> {
			seen.add(candidates.stream().map(ConnectionScheduler.Candidate::slot).toList());
			return candidates.get(0);
		}, new TurnsSelector());
		try (Fd client = Sockets.pair().first()) {
			PendingConnection connection = new PendingConnection(client);
			assertThat(select(selector, connection)).isSameAs(this.first.link());
			this.first.stall();
			assertThat(select(selector, connection)).isSameAs(this.second.link());
			this.second.stall();
			assertThat(select(selector, connection)).isSameAs(this.first.link());
		}
		assertThat(seen).containsExactly(List.of(0, 1), List.of(1), List.of(0, 1));
	}

	private WorkerLink select(LinkSelector selector, PendingConnection connection) {
		return TestLink.call(this.loop,
				() -> selector.select(connection, List.of(this.first.link(), this.second.link())));
	}

	private boolean ask(BooleanSupplier question) {
		return TestLink.call(this.loop, question::getAsBoolean);
	}

	/**
	 * A descriptor that the system does not know, of a number that is too high to be
	 * given to anything else soon.
	 */
	private static Fd broken() throws IOException {
		List<Fd> all = new ArrayList<>();
		try (Fd some = Sockets.pair().first()) {
			for (int i = 0; i < 100; i++) {
				all.add(some.duplicate());
			}
		}
		Fd last = all.get(all.size() - 1);
		Fd broken = Fd.inherited(Integer.parseInt(last.toString().replace("fd ", "")));
		all.forEach(Fd::close);
		return broken;
	}

}
