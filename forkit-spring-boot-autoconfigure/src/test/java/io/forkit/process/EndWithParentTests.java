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

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.forkit.process.child.ParentProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that forked JVMs end when their parent dies.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class EndWithParentTests {

	private static final long LIMIT = 30;

	@Test
	void deathOfParentEndsJvmWhoseListenerNeverReturns() throws Exception {
		try (ProcessTemplate processes = ProcessTemplate.create();
				ForkedProcess middle = processes.fork(Middle.class).start()) {
			BlockingQueue<Number> pids = new LinkedBlockingQueue<>();
			middle.onMessage(Number.class, (pid) -> pids.add(pid));
			Number pid = pids.poll(LIMIT, TimeUnit.SECONDS);
			assertThat(pid).isNotNull();
			ProcessHandle busy = ProcessHandle.of(pid.longValue()).orElseThrow();
			// Not a method of forkit's, which would end what it has forked too.
			ProcessHandle.of(middle.pid()).orElseThrow().destroyForcibly();
			busy.onExit().get(LIMIT, TimeUnit.SECONDS);
		}
	}

	/**
	 * Forks a JVM that is busy, and says which.
	 */
	public static final class Middle {

		public static void main(String[] args) {
			ForkedProcess busy = ProcessTemplate.create().fork(Busy.class).start();
			busy.onMessage(Number.class, (pid) -> ParentProcess.get().send(pid));
			busy.send("work");
			ParentProcess.get().ref();
		}

	}

	/**
	 * Does not finish its work.
	 */
	public static final class Busy {

		public static void main(String[] args) {
			ParentProcess parent = ParentProcess.get();
			parent.onMessage(String.class, (work) -> {
				parent.send(ProcessHandle.current().pid());
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
		}

	}

}
