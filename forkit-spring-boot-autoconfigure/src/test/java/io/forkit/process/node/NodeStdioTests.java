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

package io.forkit.process.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import io.forkit.process.ChildProcess;
import io.forkit.process.EngineChoice;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.SpawnSpec;
import io.forkit.process.Stdio;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Node's tests of the streams between a program and this process.
 */
class NodeStdioTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-stdin.js: what is written comes back, exit is before close")
	void stdin() throws Exception {
		List<String> events = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawn("cat")
			.onStdout((bytes) -> events.add(StandardCharsets.UTF_8.decode(bytes).toString()))
			.onExit((program, status) -> events.add("exit " + status.code().orElseThrow()))
			.onClose((program, result) -> events.add("close " + result.status().code().orElseThrow()))
			.start()) {
			write(child, "hello");
			write(child, " ");
			write(child, "world");
			child.stdin().close();
			closed(child);
			await().until(() -> events.contains("close 0"));
		}
		assertThat(events.indexOf("exit 0")).isLessThan(events.indexOf("close 0"));
		events.removeAll(List.of("exit 0", "close 0"));
		assertThat(String.join("", events)).isEqualTo("hello world");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-ipc.js: a dialogue, line by line")
	void dialogue() throws Exception {
		try (ChildProcess child = this.processes.spawn("cat").start()) {
			InputStream stdout = child.stdout();
			for (String line : List.of("hello world\n", "foo bar\n", "echo me\n")) {
				write(child, line);
				assertThat(new String(stdout.readNBytes(line.length()), StandardCharsets.UTF_8)).isEqualTo(line);
				assertThat(stdout.available()).isZero();
			}
			child.stdin().close();
			assertThat(stdout.read()).isEqualTo(-1);
			assertThat(child.stderr().readAllBytes()).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio-big-write-end.js: nothing is lost that is written before the end")
	void bigWriteAndEnd() throws Exception {
		// A write waits for room in the pipe, where Node tells that there is none.
		byte[] chunk = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
		try (ChildProcess child = this.processes.spawn("wc", "-c").start()) {
			for (int i = 0; i < 100; i++) {
				child.stdin().write(chunk);
			}
			child.stdin().close();
			assertThat(rest(child).strip()).isEqualTo("" + 100 * chunk.length);
		}
	}

	@Test
	@DisplayName("doc/api/child_process.md#subprocessstdin: a program that does not read on is an error of the writer")
	void brokenPipe() throws Exception {
		try (ChildProcess child = this.processes.spawnShell("exec <&-; echo closed; exec sleep 100").start()) {
			assertThat(child.stdout().readNBytes(7)).hasSize(7);
			OutputStream stdin = child.stdin();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> stdin.write(new byte[MEBIBYTE]));
			assertThat(child.isAlive()).isTrue();
			child.kill(Signal.SIGKILL);
			closed(child);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> stdin.write(1));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio.js: what is ignored has no stream, the spec can be used again")
	void ignoredStreams() throws Exception {
		SpawnSpec spec = this.processes.spawn("ls", "-l", "/proc/self/fd").stdin(Stdio.ignore()).stderr(Stdio.ignore());
		for (int i = 0; i < 2; i++) {
			try (ChildProcess child = spec.start()) {
				assertThatIllegalStateException().isThrownBy(child::stdin);
				assertThatIllegalStateException().isThrownBy(child::stderr);
				assertThat(rest(child).lines()).anyMatch((line) -> line.endsWith(" 0 -> /dev/null"))
					.anyMatch((line) -> line.matches(".* 1 -> pipe.*"))
					.anyMatch((line) -> line.endsWith(" 2 -> /dev/null"));
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-validate-stdio.js: what makes no sense is rejected")
	void wrongSettings() throws Exception {
		SpawnSpec spec = this.processes.spawn("true");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.stdio(-1, Stdio.pipe()));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.stdio(256, Stdio.pipe()));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.stdio(3, Stdio.inherit()));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.stdout(Stdio.stdout()));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.processes.spawn("true").stdout(Stdio.ignore()).onStdoutLine((line) -> {
			}).start());
		try (ChildProcess child = this.processes.spawn("true").stdio(Stdio.ignore()).start()) {
			assertThatIllegalArgumentException().isThrownBy(() -> Stdio.stdinOf(child));
			assertThatIllegalArgumentException().isThrownBy(() -> Stdio.stdoutOf(child));
			closed(child);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-validate-stdio.js: what is not named is a pipe or closed")
	void padding() throws Exception {
		try (ChildProcess child = this.processes.spawn("ls", "/proc/self/fd")
			.stdio(5, Stdio.read(this.directory))
			.start()) {
			assertThat(rest(child).lines()).containsExactly("0", "1", "2", "3", "5");
			assertThat(child.stdin()).isSameAs(child.to(0));
			assertThatIllegalStateException().isThrownBy(() -> child.from(5));
			assertThatIllegalStateException().isThrownBy(() -> child.to(4));
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdout-flush-exit.js: no line of a program that ends is lost")
	void lastLines() throws Exception {
		List<String> lines = new CopyOnWriteArrayList<>();
		try (ChildProcess child = this.processes.spawnShell("echo hello; seq 100; printf goodbye")
			.onStdoutLine(lines::add)
			.start()) {
			assertThat(closed(child).outputTruncated()).isFalse();
		}
		assertThat(lines).hasSize(102).startsWith("hello", "1").endsWith("100", "goodbye");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdout-flush.js: all output comes before close")
	void allOutput() throws Exception {
		long[] count = { 0 };
		try (ChildProcess child = this.processes.spawn("head", "-c", "500000", "/dev/zero")
			.onStdout((bytes) -> count[0] += bytes.remaining())
			.start()) {
			assertThat(closed(child).status().code()).hasValue(0);
		}
		assertThat(count[0]).isEqualTo(500_000);
	}

	@Test
	@DisplayName("test/parallel/test-child-process-flush-stdio.js: output that nobody reads does not hold up close")
	void unreadOutput() throws Exception {
		try (ChildProcess child = this.processes.spawn("echo", "123").start()) {
			assertThat(closed(child).status().code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-flush-stdio.js: output can be read after close")
	void outputAfterClose() throws Exception {
		try (ChildProcess child = this.processes.spawn("echo", "123").start()) {
			InputStream stdout = child.stdout();
			assertThat(stdout.read()).isEqualTo('1');
			assertThat(closed(child).outputTruncated()).isFalse();
			assertThat(new String(stdout.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("23\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-process-external-stdio-close-spawn.js: nobody reads, and the program writes on")
	void closedOutput() throws Exception {
		try (ChildProcess child = this.processes
			.spawnShell("trap '' PIPE; read line; echo a 2>/dev/null; echo b 2>/dev/null; exit 0")
			.start()) {
			child.stdout().close();
			write(child, "go\n");
			assertThat(closed(child).status().code()).hasValue(0);
		}
	}

	@Test
	@DisplayName("test/parallel/test-process-external-stdio-close-spawn.js: a program that is not prepared for it is ended by SIGPIPE")
	void closedOutputOfOrdinaryPrograms() throws Exception {
		// Those of Node are prepared.
		try (ChildProcess child = this.processes.spawn("yes").start()) {
			child.stdout().close();
			assertThat(closed(child).status().signal()).contains(Signal.SIGPIPE);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio-inherit.js: the streams of a process in between")
	void inherit() throws Exception {
		try (ChildProcess child = this.processes.spawn(java(), javaArguments(Middle.class)).start()) {
			write(child, "from the grandparent\n");
			child.stdin().close();
			assertThat(rest(child)).isEqualTo("from the grandparent\nand an end\n");
			// Newer JVMs warn of native access before that.
			assertThat(new String(child.stderr().readAllBytes(), StandardCharsets.UTF_8)).endsWith("to stderr\n");
			assertThat(closed(child).status().code()).hasValue(7);
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-server-close.js: a socket as stdout")
	void socketAsStdout() throws Exception {
		try (Sockets.Pair sockets = Sockets.pair();
				ChildProcess child = this.processes.spawn("echo", "v1")
					.stdin(Stdio.ignore())
					.stdout(Stdio.descriptor(sockets.first()))
					.stderr(Stdio.ignore())
					.start()) {
			assertThat(closed(child).status().code()).hasValue(0);
			sockets.first().close();
			ByteBuffer buffer = ByteBuffer.allocateDirect(100);
			while (sockets.second().read(buffer) > 0) {
				assertThat(buffer.hasRemaining()).isTrue();
			}
			assertThat(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).isEqualTo("v1\n");
		}
	}

	/** Gives its own streams to programs that it starts. */
	static class Middle {

		public static void main(String[] args) throws Exception {
			try (ProcessTemplate processes = ProcessTemplate.builder().engine(EngineChoice.valueOf(args[0])).build()) {
				processes.spawn("cat").stdio(Stdio.inherit()).start().waitFor();
				try (ChildProcess child = processes.spawnShell("echo and an end; echo to stderr >&2; exit 7")
					.stdio(Stdio.inherit())
					.start()) {
					System.exit(child.waitFor().code().orElseThrow());
				}
			}
		}

	}

}
