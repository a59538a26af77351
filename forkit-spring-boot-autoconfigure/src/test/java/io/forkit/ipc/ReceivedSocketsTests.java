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

package io.forkit.ipc;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.forkit.ipc.MessageFormat.SocketQuestion;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceivedSockets}.
 */
@EnabledOnOs(OS.LINUX)
class ReceivedSocketsTests {

	private final List<String> answers = new ArrayList<>();

	private final Deque<Runnable> later = new ArrayDeque<>();

	private final ReceivedSockets sockets = new ReceivedSockets(new ManualLoop(),
			(question, open) -> this.answers.add(question.key() + (question.whenClosed() ? " closed" : " " + open)));

	@Test
	void countsWhatIsOpenHoweverItWasTaken() throws Exception {
		ReceivedHandle untaken = add("a");
		SocketChannel channel = add("a").as(SocketChannel.class);
		Fd fd = add("a").as(Fd.class);
		ReceivedHandle other = add("b");
		ask("a", false);
		channel.close();
		ask("a", false);
		fd.close();
		ask("a", false);
		untaken.close();
		ask("a", false);
		ask("b", false);
		ask("c", false);
		assertThat(this.answers).containsExactly("a 3", "a 2", "a 1", "a 0", "b 1", "c 0");
		other.close();
	}

	@Test
	void tellsWhenAllAreClosed() throws Exception {
		ReceivedHandle handle = add("a");
		ask("a", true);
		this.later.remove().run();
		assertThat(this.answers).isEmpty();
		handle.close();
		this.later.remove().run();
		assertThat(this.answers).containsExactly("a closed");
		ask("a", true);
		assertThat(this.answers).containsExactly("a closed", "a closed");
		assertThat(this.later).isEmpty();
	}

	@Test
	void looksNoMoreAfterTheEndOfTheChannel() throws Exception {
		try (ReceivedHandle handle = add("a")) {
			ask("a", true);
			this.sockets.close();
			this.later.remove().run();
			assertThat(this.answers).isEmpty();
			assertThat(this.later).isEmpty();
		}
	}

	@Test
	void serversWithoutConnectionsAreForgotten() throws Exception {
		try (ReceivedHandle open = add("open")) {
			for (int i = 0; i < 1000; i++) {
				add("server " + i).close();
			}
			assertThat((Map<?, ?>) ReflectionTestUtils.getField(this.sockets, "servers")).hasSizeLessThan(100);
			ask("open", false);
			ask("server 1", false);
			assertThat(this.answers).containsExactly("open 1", "server 1 0");
		}
	}

	private ReceivedHandle add(String key) throws Exception {
		Sockets.Pair pair = Sockets.pair();
		pair.second().close();
		ReceivedHandle handle = new ReceivedHandle(HandleKind.SOCKET, pair.first());
		this.sockets.add(key, handle);
		return handle;
	}

	private void ask(String key, boolean whenClosed) {
		this.sockets.asked(new SocketQuestion(key, whenClosed));
	}

	private final class ManualLoop implements ChannelLoop {

		@Override
		public Timer schedule(Duration delay, Runnable task) {
			ReceivedSocketsTests.this.later.add(task);
			return () -> ReceivedSocketsTests.this.later.remove(task);
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public boolean isLoopThread() {
			return true;
		}

		@Override
		public void runUserCode(Runnable code) {
			code.run();
		}

		@Override
		public void beforeWaiting() {
		}

	}

}
