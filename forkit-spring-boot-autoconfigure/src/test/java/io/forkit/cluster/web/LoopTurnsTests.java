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

package io.forkit.cluster.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopTurns}.
 */
class LoopTurnsTests {

	private final DefaultEventLoopGroup group = new DefaultEventLoopGroup(3);

	private final List<EventLoop> loops = StreamSupport.stream(this.group.spliterator(), false)
		.map(EventLoop.class::cast)
		.toList();

	private final LoopTurns turns = new LoopTurns(this.loops);

	@AfterEach
	void shutDown() {
		this.group.shutdownGracefully();
	}

	@Test
	void connectionsThatStayAreGivenToOneLoopAfterTheOther() {
		assertThat(openAndKeep(7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
	}

	@Test
	void connectionsThatEndAreGivenInARow() {
		assertThat(openAndClose(18)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2);
	}

	@Test
	void aLoopThatHasSomeMoreThanAnotherGetsNoneInARow() {
		for (int i = 0; i < 5; i++) {
			this.turns.opened(this.loops.get(0));
		}
		assertThat(openAndClose(11)).containsExactly(0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2);
	}

	@Test
	void theTurnOfALoopThatIsBusyIsOver() {
		openAndClose(2);
		assertThat(this.turns.next()).isSameAs(this.loops.get(1));
		this.turns.opened(this.loops.get(1));
		this.turns.closed(this.loops.get(1));
		assertThat(openAndClose(8)).containsExactly(1, 1, 1, 1, 1, 1, 1, 2);
	}

	@Test
	void whatStaysIsSpreadEvenlyAmongConnectionsThatEnd() {
		List<Integer> kept = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			openAndClose(5);
			kept.addAll(openAndKeep(1));
		}
		for (int loop = 0; loop < 3; loop++) {
			assertThat(Collections.frequency(kept, loop)).isBetween(96, 104);
		}
	}

	private List<Integer> openAndKeep(int count) {
		return open(count, false);
	}

	private List<Integer> openAndClose(int count) {
		return open(count, true);
	}

	private List<Integer> open(int count, boolean close) {
		List<Integer> given = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			EventLoop loop = this.turns.loop();
			given.add(this.loops.indexOf(loop));
			this.turns.opened(loop);
			if (close) {
				this.turns.closed(loop);
			}
		}
		return given;
	}

}
