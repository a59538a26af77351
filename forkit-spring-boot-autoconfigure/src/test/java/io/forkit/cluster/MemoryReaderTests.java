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

package io.forkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryReader}.
 */
class MemoryReaderTests {

	private static final MemoryReader.Sample SAMPLE = new MemoryReader.Sample(Map.of(7L, 1000L), 0.5);

	private final List<MemoryReader.@Nullable Sample> answers = new ArrayList<>();

	@Test
	void whatWasReadIsTheAnswer() {
		MemoryReader.of(Runnable::run, (pids) -> SAMPLE).read(List.of(7L), this.answers::add);
		assertThat(this.answers).containsExactly(SAMPLE);
	}

	@Test
	void whereNoThreadCanBeStartedThereIsAnAnswer() {
		MemoryReader.of((task) -> {
			throw new Error("unable to create native thread");
		}, (pids) -> SAMPLE).read(List.of(7L), this.answers::add);
		assertThat(this.answers).containsOnlyNulls().hasSize(1);
	}

	@Test
	void whereNothingCanBeReadThereIsAnAnswer() {
		MemoryReader.of(Runnable::run, (pids) -> {
			throw new Error("no memory");
		}).read(List.of(7L), this.answers::add);
		assertThat(this.answers).containsOnlyNulls().hasSize(1);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theSystemTellsOfThisProcess() throws Exception {
		long pid = ProcessHandle.current().pid();
		CompletableFuture<MemoryReader.@Nullable Sample> answer = new CompletableFuture<>();
		MemoryReader.ofSystem().read(List.of(pid), answer::complete);
		MemoryReader.Sample sample = answer.get(30, TimeUnit.SECONDS);
		assertThat(sample).isNotNull();
		assertThat(sample.rss(pid)).isPositive();
	}

}
