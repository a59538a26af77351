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

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.UnhandledMessage;
import io.forkit.posix.Signal;
import io.forkit.process.child.ParentProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for listeners that are there before the program is.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ForkListenersTests {

	private final ProcessTemplate processes = ProcessTemplate.create();

	@AfterEach
	void close() {
		this.processes.close();
	}

	@Test
	void theLastWordsOfAProgramThatCrashesAreHeard() throws Exception {
		List<String> heard = new CopyOnWriteArrayList<>();
		List<String> unhandled = new CopyOnWriteArrayList<>();
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		try (ForkedProcess child = this.processes.fork(Talker.class)
			.args("crash")
			.onMessage(Done.class, (done) -> heard.add(done.text()))
			.onMessage(Integer.class, (number) -> {
				throw new IllegalStateException("not " + number);
			})
			.onUnhandled((message) -> unhandled.add(message.type()))
			.onError((failure) -> failures.add(failure))
			.start()) {
			assertThat(child.onClose().get(60, TimeUnit.SECONDS).status().signal()).hasValue(Signal.SIGKILL);
			assertThat(heard).containsExactly("first", "last");
			assertThat(unhandled).containsExactly("java.lang.String");
			assertThat(failures).singleElement().satisfies((failure) -> assertThat(failure).hasMessage("not 7"));
		}
	}

	@Test
	void aListenerOfASpecAnswersOnTheChannelOfEachProgramThatIsStarted() throws Exception {
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		ForkSpec spec = this.processes.fork(Talker.class).args("ask").onMessage(Done.class, (done, exchange) -> {
			exchange.channel().send("said before the answer");
			exchange.send("answer to " + done.text());
		}).onMessage(String.class, (text) -> heard.add(text));
		for (int i = 0; i < 2; i++) {
			try (ForkedProcess child = spec.start()) {
				assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("said before the answer, answer to question");
				assertThat(child.onExit().get(60, TimeUnit.SECONDS).code()).hasValue(0);
			}
		}
		assertThat(heard).isEmpty();
	}

	@Test
	void aListenerThatIsAddedAfterAStartIsForTheNextOne() throws Exception {
		BlockingQueue<UnhandledMessage> unhandled = new LinkedBlockingQueue<>();
		BlockingQueue<Done> heard = new LinkedBlockingQueue<>();
		ForkSpec spec = this.processes.fork(Talker.class).args("once").onUnhandled((message) -> unhandled.add(message));
		try (ForkedProcess first = spec.start()) {
			spec.onMessage(Done.class, (done) -> heard.add(done));
			assertThat(unhandled.poll(60, TimeUnit.SECONDS)).isNotNull();
			assertThat(heard).isEmpty();
		}
		try (ForkedProcess second = spec.start()) {
			assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(new Done("once"));
			assertThat(unhandled).isEmpty();
		}
	}

	@Test
	void aSpareJvmMayTalkAtOnce() {
		BlockingQueue<Done> heard = new LinkedBlockingQueue<>();
		BlockingQueue<Object> others = new LinkedBlockingQueue<>();
		try (ProcessTemplate spared = ProcessTemplate.builder().forkSpares(1).build()) {
			ForkSpec spec = spared.fork(Talker.class)
				.args("once")
				.onMessage(Object.class, (message) -> others.add(message))
				.onUnhandled((message) -> others.add(message))
				.onMessage(Done.class, (done) -> heard.add(done));
			for (int i = 0; i < 5; i++) {
				spared.startForkSpares();
				Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> spared.spareCount() == 1);
				int expected = i + 1;
				try (ForkedProcess child = spec.start()) {
					Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> heard.size() == expected);
				}
			}
		}
		assertThat(others).isEmpty();
	}

	@Test
	void aListenerForWhatCannotBeIsRefusedAtOnce() {
		ForkSpec spec = this.processes.fork(Talker.class);
		assertThatIllegalArgumentException().isThrownBy(() -> spec.onMessage(int.class, (number) -> {
		})).withMessage("'type' must not be primitive but is int; use its wrapper");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.onMessage(null, (Object message) -> {
		})).withMessage("'type' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.onUnhandled(null))
			.withMessage("'listener' must not be null");
	}

	record Done(String text) {
	}

	/**
	 * The forked class.
	 */
	public static final class Talker {

		private Talker() {
		}

		public static void main(String[] args) throws Exception {
			ParentProcess parent = ParentProcess.get();
			switch (args[0]) {
				case "crash" -> {
					parent.send(new Done("first"));
					parent.send(7);
					parent.send("nobody listens");
					parent.send(new Done("last")).join();
					new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
					Thread.sleep(60_000);
				}
				case "ask" -> {
					BlockingQueue<String> said = new LinkedBlockingQueue<>();
					parent.onMessage(String.class, (text) -> said.add(text));
					String answer = parent.request(new Done("question"), String.class).get(30, TimeUnit.SECONDS);
					parent.send(said.take() + ", " + answer).join();
					System.exit(0);
				}
				default -> {
					parent.send(new Done(args[0])).join();
					parent.onDisconnect().join();
				}
			}
		}

	}

}
