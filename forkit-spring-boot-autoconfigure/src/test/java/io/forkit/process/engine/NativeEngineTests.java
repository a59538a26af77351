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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;

import io.forkit.posix.Children;
import io.forkit.posix.Credentials;
import io.forkit.posix.Fd;
import io.forkit.posix.OpenFiles;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import io.forkit.process.engine.EngineProcess.Descendant;
import org.junit.jupiter.api.Test;

import static io.forkit.process.engine.LaunchBuilder.of;
import static io.forkit.process.engine.LaunchBuilder.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link NativeEngine}: what only it can do.
 */
class NativeEngineTests extends AbstractProcessEngineTests {

	@Override
	ProcessEngine createEngine(ExecutorService background) throws IOException {
		return new NativeEngine(background);
	}

	@Test
	void isNamed() {
		assertThat(engine().name()).isEqualTo("native");
	}

	@Test
	void descriptorIsPipeInBothDirections() throws Exception {
		int files = OpenFiles.count();
		EngineProcess process = start(
				sh("read line <&3; echo \"got $line\" >&3").redirect(1, Redirect.IGNORE).redirect(3, Redirect.PIPE));
		PipeEnds.write(process.input(3), "this\n".getBytes(StandardCharsets.UTF_8));
		assertThat(PipeEnds.readText(process.output(3))).isEqualTo("got this\n");
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.exited(0));
		process.input(3).close();
		await().untilAsserted(() -> assertThat(OpenFiles.count()).isLessThanOrEqualTo(files));
	}

	@Test
	void programSeesTheEndOfOneDirectionWhileTheOtherIsOpen() throws Exception {
		EngineProcess process = start(sh("wc -c <&3 >&3").redirect(1, Redirect.IGNORE).redirect(3, Redirect.PIPE));
		PipeEnds.write(process.input(3), new byte[100]);
		process.input(3).close();
		assertThat(PipeEnds.readText(process.output(3)).strip()).isEqualTo("100");
	}

	@Test
	void descriptorsThatAreNotNamedAreClosed() throws Exception {
		EngineProcess process = start(of("/bin/ls", "/proc/self/fd").redirect(5, Redirect.PIPE));
		// ls has the directory itself open, at the lowest free number.
		assertThat(PipeEnds.readText(process.output(1)).lines()).containsExactly("0", "1", "2", "3", "5");
	}

	@Test
	void openFileOfThisProcessIsPassedOn() throws Exception {
		Path file = Files.writeString(this.directory.resolve("file"), "content");
		try (Fd fd = Fd.read(file)) {
			EngineProcess process = start(sh("cat; cat <&4").redirect(0, new Redirect.Descriptor(fd))
				.redirect(4, new Redirect.Descriptor(fd)));
			assertThat(PipeEnds.readText(process.output(1))).isEqualTo("content");
			assertThat(fd.isOpen()).isTrue();
		}
	}

	@Test
	void programIsConnectedToPipeOfAnother() throws Exception {
		EngineProcess reader = start(of("/bin/cat").redirect(0, Redirect.PIPE));
		EngineProcess writer = start(sh("echo hello").redirect(1, new Redirect.SharedPipe(reader.input(0))));
		assertThat(awaitEnd(writer)).isEqualTo(WaitStatus.exited(0));
		assertThat(reader.status()).isNull();
		reader.input(0).close();
		assertThat(PipeEnds.readText(reader.output(1))).isEqualTo("hello\n");

		writer = start(sh("sleep 600 & echo $!; echo rest; wait"));
		reader = start(of("/bin/cat").redirect(0, new Redirect.SharedPipe(writer.output(1))));
		PipeEnds output = PipeEnds.of(reader.output(1));
		assertThat(output.readLine()).containsOnlyDigits();
		assertThat(output.readLine()).isEqualTo("rest");
		// Ours still does not block, and theirs did.
		assertThat(writer.output(1).read(ByteBuffer.allocateDirect(10))).isEqualTo(ProgramOutput.WOULD_BLOCK);
		assertThat(reader.status()).isNull();
	}

	@Test
	void anySignalCanBeSentAndItsEffectIsTold() throws Exception {
		EngineProcess process = start(sh("echo ready; exec sleep 600"));
		PipeEnds.readLine(process.output(1));
		assertThat(process.signal(Signal.SIGUSR2)).isTrue();
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.killed(Signal.SIGUSR2.number()));
		process = start(sh("kill -KILL $$"));
		assertThat(awaitEnd(process)).isEqualTo(WaitStatus.killed(Signal.SIGKILL.number()));
	}

	@Test
	void groupThatWasNeverLookedAtIsSignalledAfterItsLeaderHasEnded() throws Exception {
		EngineProcess process = start(sh("(sh -c 'sleep 600 & echo $!') & wait"));
		long grandchild = Long.parseLong(PipeEnds.readLine(process.output(1)));
		awaitExit(process);
		assertThat(Children.isRunning(grandchild)).isTrue();
		assertThat(process.signalGroup(Signal.SIGKILL)).isTrue();
		await().until(() -> !Children.isRunning(grandchild));
		assertThat(process.reap()).isEqualTo(WaitStatus.exited(0));
	}

	@Test
	void tellsWhetherProcessesOfGroupAreLeft() throws Exception {
		EngineProcess process = start(sh("sleep 600 & echo $!"));
		long left = Long.parseLong(PipeEnds.readLine(process.output(1)));
		awaitEnd(process);
		assertThat(process.hasLeftProcesses()).isTrue();
		assertThat(process.signalGroup(Signal.SIGKILL)).isFalse();
		ProcessHandle.of(left).orElseThrow().destroyForcibly();
		await().until(() -> !process.hasLeftProcesses());
	}

	@Test
	void placeInGroupsAndSessionsIsAsAskedFor() throws Exception {
		Stat self = Stat.of(Files.readString(Path.of("/proc/self/stat")));
		Stat own = stat(Launch.Group.OWN);
		assertThat(own.group()).isEqualTo(own.pid());
		assertThat(own.session()).isEqualTo(self.session());
		Stat same = stat(Launch.Group.SAME);
		assertThat(same.group()).isEqualTo(self.group());
		assertThat(same.session()).isEqualTo(self.session());
		Stat session = stat(Launch.Group.SESSION);
		assertThat(session.group()).isEqualTo(session.pid());
		assertThat(session.session()).isEqualTo(session.pid());
	}

	private Stat stat(Launch.Group group) throws Exception {
		return Stat.of(PipeEnds.readText(start(of("/bin/cat", "/proc/self/stat").group(group)).output(1)));
	}

	@Test
	void daemonIsFoundByItsMarker() throws Exception {
		String script = "(setsid sh -c 'sleep 600 >/dev/null & echo $!' &) ; read line";
		EngineProcess process = start(sh(script).redirect(0, Redirect.PIPE).marker("FORKIT_TEST_MARKER=1/2"));
		long daemon = Long.parseLong(PipeEnds.readLine(process.output(1)));
		Stat stat = Stat.of(Files.readString(Path.of("/proc/" + daemon + "/stat")));
		assertThat(stat.session()).isNotEqualTo(Stat.of(Files.readString(Path.of("/proc/self/stat"))).session());
		await().until(() -> findDescendants(process).size() == 1);
		Descendant found = findDescendants(process).get(0);
		assertThat(found.pid()).isEqualTo(daemon);
		assertThat(found.isInGroup()).isFalse();
		assertThat(process.signalGroup(Signal.SIGKILL)).isTrue();
		awaitExit(process);
		assertThat(Children.isRunning(daemon)).isTrue();
		assertThat(findDescendants(process)).hasSize(1);
		assertThat(found.signal(Signal.SIGKILL)).isTrue();
		await().until(() -> !Children.isRunning(daemon));
		assertThat(findDescendants(process)).isEmpty();
	}

	@Test
	void credentialsAreTakenOn() throws Exception {
		assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
		Credentials credentials = Credentials.SAME.withUid(12345)
			.withGid(23456)
			.withGroups(List.of(34567, 45678))
			.withNoNewPrivileges(true);
		List<String> status = status(credentials);
		assertThat(status).contains("Uid:\t12345\t12345\t12345\t12345", "Gid:\t23456\t23456\t23456\t23456",
				"Groups:\t34567 45678 ", "NoNewPrivs:\t1");
		// Those of this process have not changed.
		assertThat(status(Credentials.SAME)).contains("Uid:\t0\t0\t0\t0", "NoNewPrivs:\t0");
		assertThat(status(Credentials.SAME.withNoNewPrivileges(true))).contains("Uid:\t0\t0\t0\t0", "NoNewPrivs:\t1");
	}

	private List<String> status(Credentials credentials) throws Exception {
		EngineProcess process = start(of("/bin/cat", "/proc/self/status").credentials(credentials));
		return PipeEnds.readText(process.output(1)).lines().toList();
	}

	@Test
	void programMaySeeAnotherName() throws Exception {
		EngineProcess process = start(LaunchBuilder.of("/bin/cat", List.of("-other", "/proc/self/cmdline")));
		assertThat(PipeEnds.readText(process.output(1))).isEqualTo("-other\0/proc/self/cmdline\0");
	}

	private record Stat(long pid, long group, long session) {

		static Stat of(String line) {
			String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
			return new Stat(Long.parseLong(line.substring(0, line.indexOf(' '))), Long.parseLong(fields[2]),
					Long.parseLong(fields[3]));
		}

	}

}
