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

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Spawn} and {@link ChildPid}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class SpawnTests {

	@AfterEach
	void noZombieIsLeft() {
		assertThat(Children.zombies()).isEmpty();
	}

	@Test
	void passesArgumentsAndEnvironmentByteForByte() throws Exception {
		byte[] latin1 = "caf\u00e9 $(id)\n'\"".getBytes(StandardCharsets.ISO_8859_1);
		byte[] variable = "V=\u00ff".getBytes(StandardCharsets.ISO_8859_1);
		Spawn spawn = new Spawn(
				Path.of("/bin/sh"), List.of(bytes("sh"), bytes("-c"),
						bytes("printf '%s|%s|%s' \"$V\" \"$1\" \"$(env | grep -c .)\""), bytes("x"), latin1),
				List.of(variable, bytes("PATH=/usr/bin:/bin")));
		byte[] output = output(spawn);
		assertThat(new String(output, StandardCharsets.ISO_8859_1)).startsWith("\u00ff|caf\u00e9 $(id)\n'\"|");
	}

	@Test
	void nulIsRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Spawn(Path.of("/bin/true"), List.of(new byte[] { 'a', 0 }), List.of()))
			.withMessage("'arguments' must not contain a NUL character");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Spawn(Path.of("/bin/true"), List.of(), List.of(new byte[] { 0 })))
			.withMessage("'environment' must not contain a NUL character");
	}

	@Test
	void standardStreamsThatAreNotGivenAreDevNull() throws Exception {
		assertThat(text(sh("readlink /proc/self/fd/0; readlink /proc/self/fd/2"))).isEqualTo("/dev/null\n/dev/null\n");
	}

	@Test
	void onlyNamedDescriptorsReachTheChild() throws Exception {
		// Opened by the JDK, at a low number, and in old versions not close-on-exec.
		try (FileInputStream file = new FileInputStream("/etc/passwd"); Pipe one = Pipe.open()) {
			assertThat(file.getFD().valid()).isTrue();
			Spawn spawn = sh("exec ls /proc/self/fd").descriptor(20, one.readEnd());
			// ls has the directory itself open, at the lowest free number.
			assertThat(numbers(text(spawn))).containsExactly(0, 1, 2, 3, 20);
		}
	}

	@Test
	void descriptorsWhoseNumbersClashAreNotMixedUp() throws Exception {
		List<Pipe> pipes = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				pipes.add(Pipe.open());
			}
			// In the child each takes the number that its neighbour has here.
			List<Integer> numbers = new ArrayList<>();
			for (Pipe pipe : pipes) {
				numbers.add(number(pipe.readEnd()));
			}
			Spawn spawn = sh(
					"readlink " + String.join(" ", numbers.stream().map((n) -> "/proc/self/fd/" + n).toList()));
			StringBuilder expected = new StringBuilder();
			for (int i = 0; i < 4; i++) {
				Fd neighbour = pipes.get((i + 1) % 4).readEnd();
				spawn.descriptor(numbers.get(i), neighbour);
				expected.append(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number(neighbour)))).append('\n');
			}
			assertThat(text(spawn)).isEqualTo(expected.toString());
		}
		finally {
			pipes.forEach(Pipe::close);
		}
	}

	@Test
	void descriptorAtItsOwnNumberIsInherited() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			int number = number(pipe.readEnd());
			Spawn spawn = sh("readlink /proc/self/fd/" + number).descriptor(number, pipe.readEnd());
			assertThat(text(spawn)).startsWith("pipe:");
			assertThat(FdTests.isCloseOnExec(pipe.readEnd())).isTrue();
		}
	}

	@Test
	void runsInTheDirectory(@TempDir Path directory) throws Exception {
		assertThat(text(sh("pwd -P").directory(directory)).strip()).isEqualTo(directory.toRealPath().toString());
	}

	@Test
	void leadsAGroupOfItsOwnInTheSessionOfItsParent() throws Exception {
		Stat child = Stat.of(text(sh("cat /proc/$$/stat")));
		assertThat(child.group()).isEqualTo(child.pid());
		assertThat(child.session()).isEqualTo(Stat.of(Files.readString(Path.of("/proc/self/stat"))).session());
	}

	@Test
	void leadsASessionIfAskedTo() throws Exception {
		Stat child = Stat.of(text(sh("cat /proc/$$/stat").newSession()));
		assertThat(child.session()).isEqualTo(child.pid());
		assertThat(child.group()).isEqualTo(child.pid());
	}

	@Test
	void noSignalIsBlockedOrIgnored() throws Exception {
		// The JVM itself ignores SIGPIPE and blocks some signals in its threads.
		String status = text(
				new Spawn(Path.of("/bin/cat"), List.of(bytes("cat"), bytes("/proc/self/status")), List.of()));
		assertThat(status).contains("SigBlk:\t0000000000000000").contains("SigIgn:\t0000000000000000");
	}

	@Test
	void missingFileIsAnErrorAndLeavesNothingOpen() {
		int before = OpenFiles.count();
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> new Spawn(Path.of("/no/such/file"), List.of(bytes("x")), List.of()).start())
			.withMessage("starting /no/such/file failed: ENOENT (No such file or directory)");
		assertThat(OpenFiles.count()).isLessThanOrEqualTo(before);
	}

	@Test
	void exitCodeIsToldApartFromSignal() throws Exception {
		assertThat(status(sh("exit 0"))).isEqualTo(WaitStatus.exited(0));
		assertThat(status(sh("exit 137"))).isEqualTo(WaitStatus.exited(137));
		assertThat(status(sh("exit 255"))).isEqualTo(WaitStatus.exited(255));
		assertThat(status(sh("kill -KILL $$"))).isEqualTo(WaitStatus.killed(9));
		assertThat(status(sh("kill -TERM $$"))).isEqualTo(WaitStatus.killed(15));
	}

	@Test
	void childStaysAZombieUntilReaped() throws Exception {
		ChildPid child = sh("exit 3").start();
		try {
			Awaitility.await().until(child::hasEnded);
			assertThat(Children.zombies()).contains((long) child.pid());
			assertThat(child.signal(Signal.SIGTERM)).isTrue();
			assertThat(child.reap()).isEqualTo(WaitStatus.exited(3));
			assertThat(child.reap()).isEqualTo(WaitStatus.exited(3));
			assertThat(child.hasEnded()).isTrue();
			assertThat(child.signal(Signal.SIGTERM)).isFalse();
			assertThat(child.signalGroup(Signal.SIGTERM)).isFalse();
		}
		finally {
			child.close();
		}
	}

	@Test
	void groupIsSignalledWhileItsLeaderIsAZombie() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			ChildPid child = sh("sleep 100 & echo $!").descriptor(1, pipe.writeEnd()).start();
			long grandchild = Long.parseLong(line(pipe.readEnd()));
			Awaitility.await().until(child::hasEnded);
			assertThat(Children.isRunning(grandchild)).isTrue();
			assertThat(child.signalGroup(Signal.SIGKILL)).isTrue();
			Awaitility.await().until(() -> !Children.isRunning(grandchild));
			assertThat(child.reap()).isEqualTo(WaitStatus.exited(0));
			child.close();
		}
	}

	@Test
	void runningChildIsNotReaped() throws Exception {
		ChildPid child = sh("exec sleep 100").start();
		assertThat(child.hasEnded()).isFalse();
		assertThat(child.reap()).isNull();
		assertThat(child.signal(Signal.SIGKILL)).isTrue();
		assertThat(await(child)).isEqualTo(WaitStatus.killed(9));
	}

	private static Spawn sh(String command) {
		return new Spawn(Path.of("/bin/sh"), List.of(bytes("sh"), bytes("-c"), bytes(command)),
				List.of(bytes("PATH=/usr/bin:/bin")));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static int number(Fd fd) throws IOException {
		int number = fd.acquire();
		fd.release();
		return number;
	}

	private static Set<Integer> numbers(String lines) {
		Set<Integer> numbers = new TreeSet<>();
		lines.lines().forEach((line) -> numbers.add(Integer.parseInt(line.strip())));
		return numbers;
	}

	private static String text(Spawn spawn) throws Exception {
		return new String(output(spawn), StandardCharsets.UTF_8);
	}

	private static byte[] output(Spawn spawn) throws Exception {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		try (Pipe pipe = Pipe.open()) {
			ChildPid child = spawn.descriptor(1, pipe.writeEnd()).start();
			pipe.writeEnd().close();
			NativeBuffer buffer = new NativeBuffer(4096);
			for (int count = buffer.readFrom(pipe.readEnd()); count > 0; count = buffer.readFrom(pipe.readEnd())) {
				byte[] chunk = new byte[count];
				buffer.get(chunk, 0, count);
				output.write(chunk);
			}
			await(child);
		}
		return output.toByteArray();
	}

	private static String line(Fd fd) throws IOException {
		NativeBuffer buffer = new NativeBuffer(1);
		StringBuilder line = new StringBuilder();
		byte[] one = new byte[1];
		while (buffer.readFrom(fd) == 1) {
			buffer.get(one, 0, 1);
			if (one[0] == '\n') {
				break;
			}
			line.append((char) one[0]);
		}
		return line.toString();
	}

	private static WaitStatus status(Spawn spawn) throws Exception {
		return await(spawn.start());
	}

	private static WaitStatus await(ChildPid child) {
		try (child) {
			return Awaitility.await().until(child::reap, (status) -> status != null);
		}
	}

	private record Stat(long pid, long group, long session) {

		static Stat of(String line) {
			String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
			return new Stat(Long.parseLong(line.substring(0, line.indexOf(' '))), Long.parseLong(fields[2]),
					Long.parseLong(fields[3]));
		}

	}

}
