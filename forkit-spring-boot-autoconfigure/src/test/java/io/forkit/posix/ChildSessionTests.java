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

package io.forkit.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChildPid#killSession()}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class ChildSessionTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	void reachesWhatDeadLeaderLeftInGroupOfItsOwn() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			// With job control, bash gives each background command a group of its own.
			ChildPid leader = shell("set -m; sleep 600 & echo $!; wait").newSession()
				.descriptor(1, pipe.writeEnd())
				.start();
			long member = readNumber(pipe.readEnd());
			leader.signal(Signal.SIGKILL);
			Awaitility.await().atMost(LIMIT).until(leader::hasEnded);
			assertThat(Children.isRunning(member)).isTrue();
			leader.killSession();
			Awaitility.await().atMost(LIMIT).until(() -> !Children.isRunning(member));
			assertThat(leader.reap()).isEqualTo(WaitStatus.killed(Signal.SIGKILL.number()));
			leader.close();
		}
	}

	@Test
	void leavesOtherSessionsAlone() throws Exception {
		ChildPid other = shell("exec sleep 600").newSession().start();
		ChildPid leader = shell("exit 3").newSession().start();
		Awaitility.await().atMost(LIMIT).until(leader::hasEnded);
		leader.killSession();
		assertThat(leader.reap()).isEqualTo(WaitStatus.exited(3));
		assertThat(other.hasEnded()).isFalse();
		other.kill();
		leader.close();
	}

	private static Spawn shell(String command) {
		List<byte[]> arguments = List.of("bash", "-c", command)
			.stream()
			.map((argument) -> argument.getBytes(StandardCharsets.UTF_8))
			.toList();
		return new Spawn(Path.of("/bin/bash"), arguments, List.of("PATH=/usr/bin:/bin".getBytes()));
	}

	private static long readNumber(Fd fd) throws Exception {
		NativeBuffer buffer = new NativeBuffer(64);
		byte[] bytes = new byte[64];
		int count = buffer.readFrom(fd);
		buffer.get(bytes, 0, count);
		return Long.parseLong(new String(Arrays.copyOf(bytes, count), StandardCharsets.US_ASCII).strip());
	}

}
