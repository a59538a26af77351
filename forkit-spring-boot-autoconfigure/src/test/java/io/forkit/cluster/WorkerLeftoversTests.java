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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.forkit.posix.ChildPid;
import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.posix.Spawn;
import io.forkit.posix.WaitStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WorkerLeftovers}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class WorkerLeftoversTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String MARKER = "FORKIT_COMMAND_ID=test-" + ProcessHandle.current().pid() + "-1";

	@TempDir
	private Path directory;

	@Test
	void endsWhatIsInGroupOfItsOwn() throws Exception {
		// With job control, bash gives each background command a group of its own.
		assertThatIsEnded("set -m; sleep 600 & echo $! > pid; wait", MARKER);
	}

	@Test
	void endsWhatIsInSessionOfItsOwnAndHasLostItsParent() throws Exception {
		assertThatIsEnded("(setsid sh -c 'echo $$ > pid; exec sleep 600' &); sleep 600", MARKER);
	}

	@Test
	void endsWhatProgramsOfTheWorkerHaveStartedInSessionsOfTheirOwn() throws Exception {
		assertThatIsEnded("export " + MARKER + "/a-b-7; (setsid sh -c 'echo $$ > pid; exec sleep 600' &); sleep 600",
				MARKER);
	}

	@Test
	void anErrorIsNoReasonNotToReapTheWorker() {
		ChildPid worker = mock();
		given(worker.pid()).willThrow(new OutOfMemoryError("no thread")).willReturn(Integer.MAX_VALUE);
		assertThatNoException()
			.isThrownBy(() -> WorkerLeftovers.kill(worker, MARKER.getBytes(StandardCharsets.US_ASCII)));
	}

	private void assertThatIsEnded(String script, String marker) throws Exception {
		ChildPid worker = shell(script, marker).newSession().start();
		long left = awaitPid();
		worker.signal(Signal.SIGKILL);
		Awaitility.await().atMost(LIMIT).until(worker::hasEnded);
		assertThat(Children.isRunning(left)).isTrue();
		WorkerLeftovers.kill(worker, MARKER.getBytes(StandardCharsets.US_ASCII));
		Awaitility.await().atMost(LIMIT).until(() -> !Children.isRunning(left));
		assertThat(worker.reap()).isEqualTo(WaitStatus.killed(Signal.SIGKILL.number()));
		worker.close();
	}

	@Test
	void leavesTheSessionsAndTheProgramsOfOthersAlone() throws Exception {
		ChildPid other = shell("exec sleep 600", MARKER + "2").newSession().start();
		ChildPid worker = shell("exit 3", MARKER).newSession().start();
		Awaitility.await().atMost(LIMIT).until(worker::hasEnded);
		WorkerLeftovers.kill(worker, MARKER.getBytes(StandardCharsets.US_ASCII));
		assertThat(worker.reap()).isEqualTo(WaitStatus.exited(3));
		assertThat(other.hasEnded()).isFalse();
		other.kill();
		worker.close();
	}

	private Spawn shell(String command, String marker) {
		List<byte[]> arguments = Stream.of("bash", "-c", command).map(WorkerLeftoversTests::bytes).toList();
		return new Spawn(Path.of("/bin/bash"), arguments, List.of(bytes("PATH=/usr/bin:/bin"), bytes(marker)))
			.directory(this.directory);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private long awaitPid() {
		Path file = this.directory.resolve("pid");
		return Long.parseLong(Awaitility.await()
			.atMost(LIMIT)
			.until(() -> Files.exists(file) ? Files.readString(file) : "", (text) -> text.endsWith("\n"))
			.strip());
	}

}
