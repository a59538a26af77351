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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ends of a {@link ChildProcess} that must be told although something else is
 * wrong.
 */
class ChildProcessEndTests extends AbstractProcessTests {

	@Test
	void endIsKnownThoughTheExecutorRefusesCallbacks() throws Exception {
		AtomicBoolean refuses = new AtomicBoolean();
		List<String> told = new CopyOnWriteArrayList<>();
		Executor executor = (task) -> {
			if (refuses.get()) {
				throw new RejectedExecutionException("shut down");
			}
			new Thread(task).start();
		};
		try (ProcessTemplate other = ProcessTemplate.builder()
			.executor(executor)
			.killGrace(GRACE)
			.drainTimeout(DRAIN)
			.build();
				ChildProcess child = other.spawn("cat")
					.onSpawn((program) -> told.add("spawn"))
					.onExit((program, status) -> told.add("exit"))
					.onClose((program, result) -> told.add("close"))
					.start()) {
			refuses.set(true);
			child.stdin().write('x');
			child.stdin().close();
			assertThat(child.waitFor().code()).hasValue(0);
			assertThat(child.onExit().get(20, TimeUnit.SECONDS).code()).hasValue(0);
			assertThat(child.onClose().get(20, TimeUnit.SECONDS).status().code()).hasValue(0);
			assertThat(new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("x");
			assertThat(told).doesNotContain("exit", "close");
			assertThat(other.liveCount()).isZero();
		}
	}

	@Test
	void endOfADetachedProgramIsKnownThoughTheTemplateWasClosed() throws Exception {
		ProcessTemplate closing = ProcessTemplate.builder().killGrace(GRACE).drainTimeout(DRAIN).build();
		ChildProcess child = closing.spawn("sleep", "100").detached().stdio(Stdio.ignore()).start();
		closing.close();
		assertThat(Children.isRunning(child.pid())).isTrue();
		assertThat(child.kill(Signal.SIGKILL)).isTrue();
		assertThat(child.waitFor(Duration.ofSeconds(20)).orElseThrow().signal()).contains(Signal.SIGKILL);
		assertThat(child.onClose().get(20, TimeUnit.SECONDS).status().signal()).contains(Signal.SIGKILL);
	}

	@Test
	void callbackThatFailsKeepsNoOtherFromBeingCalled() throws Exception {
		List<String> told = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawn("echo", "x")
			.onSpawn((program) -> fail())
			.onSpawn((program) -> told.add("spawn"))
			.onExit((program, status) -> fail())
			.onExit((program, status) -> told.add("exit"))
			.onClose((program, result) -> fail())
			.onClose((program, result) -> told.add("close"))
			.start()) {
			child.onClose().get(20, TimeUnit.SECONDS);
			Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly("spawn", "exit", "close"));
		}
	}

	private static void fail() {
		throw new IllegalStateException("thrown on purpose");
	}

}
