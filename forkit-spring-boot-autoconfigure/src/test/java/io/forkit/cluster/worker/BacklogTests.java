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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backlog}.
 */
class BacklogTests {

	private final Backlog<String> backlog = new Backlog<>();

	private final List<String> done = new ArrayList<>();

	@Test
	void whatWaitsIsDoneInTheOrderInWhichItWasAskedFor() {
		add("first");
		add("second");
		add("third");
		assertThat(this.done).isEmpty();
		this.backlog.complete("channel", null);
		assertThat(this.done).containsExactly("first channel", "second channel", "third channel");
		add("fourth");
		assertThat(this.done).hasSize(4).endsWith("fourth channel");
	}

	@Test
	void whatIsAskedForMeanwhileComesAfterWhatWaits() {
		this.backlog.add((channel, failure) -> {
			add("late");
			this.done.add("first");
		});
		add("second");
		this.backlog.complete("channel", null);
		assertThat(this.done).containsExactly("first", "second channel", "late channel");
	}

	@Test
	void whatFailsHoldsUpNothing() {
		this.backlog.add((channel, failure) -> {
			throw new IllegalStateException("Expected by the test");
		});
		add("second");
		this.backlog.complete("channel", null);
		assertThat(this.done).containsExactly("second channel");
	}

	@Test
	void allAreToldWhyThereIsNothing() {
		IllegalStateException cause = new IllegalStateException("Expected by the test");
		List<Throwable> failures = new ArrayList<>();
		this.backlog.add((channel, failure) -> failures.add(failure));
		this.backlog.complete(null, cause);
		this.backlog.add((channel, failure) -> failures.add(failure));
		assertThat(failures).containsExactly(cause, cause);
	}

	private void add(String name) {
		this.backlog.add((channel, failure) -> this.done.add(name + " " + channel));
	}

}
