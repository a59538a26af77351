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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.forkit.process.ChildProcess;
import io.forkit.process.PipelineResult;
import io.forkit.process.Stdio;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Node's tests of programs that are connected by pipes.
 */
class NodePipeTests extends AbstractNodeTests {

	@TempDir
	Path directory;

	@Test
	@DisplayName("test/parallel/test-child-process-double-pipe.js: this process carries from one to the next")
	void doublePipe() throws Exception {
		try (ChildProcess echo = this.processes.spawn("printf", "hello\\nnode\\nand\\nworld\\n").start();
				ChildProcess grep = this.processes.spawn("grep", "o").start();
				ChildProcess sed = this.processes.spawn("sed", "s/o/O/").start()) {
			Thread first = carry(echo.stdout(), grep.stdin());
			Thread second = carry(grep.stdout(), sed.stdin());
			// Each ends only if no other program holds the pipes to it.
			assertThat(rest(sed)).isEqualTo("hellO\nnOde\nwOrld\n");
			for (ChildProcess child : List.of(echo, grep, sed)) {
				assertThat(closed(child).status().isSuccess()).isTrue();
			}
			first.join();
			second.join();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-double-pipe.js: much data is carried at the pace of the slowest")
	void doublePipeWithMuchData() throws Exception {
		int size = 4 * MEBIBYTE;
		try (ChildProcess head = this.processes.spawn("head", "-c", "" + size, "/dev/zero").start();
				ChildProcess cat = this.processes.spawn("cat").start();
				ChildProcess wc = this.processes.spawn("wc", "-c").start()) {
			Thread first = carry(head.stdout(), cat.stdin());
			Thread second = carry(cat.stdout(), wc.stdin());
			assertThat(rest(wc).strip()).isEqualTo("" + size);
			first.join();
			second.join();
		}
	}

	private static Thread carry(InputStream from, OutputStream to) {
		Thread thread = new Thread(() -> {
			try (to) {
				from.transferTo(to);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		thread.start();
		return thread;
	}

	@Test
	@DisplayName("test/parallel/test-child-process-pipe-dataflow.js: each program gets the stdout of the one before")
	void dataflow() throws Exception {
		Path file = bigFile();
		try (ChildProcess cat = this.processes.spawn("cat", file.toString()).start();
				ChildProcess grep = this.processes.spawn("grep", "x").stdin(Stdio.stdoutOf(cat)).start();
				ChildProcess wc = this.processes.spawn("wc", "-c").stdin(Stdio.stdoutOf(grep)).start()) {
			assertThat(rest(wc).strip()).isEqualTo("" + (MEBIBYTE + 1));
			for (ChildProcess child : List.of(cat, grep, wc)) {
				assertThat(closed(child).status().isSuccess()).isTrue();
			}
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-pipe-dataflow.js: what is in the pipe belongs to the next program")
	void dataflowAfterTheEnd() throws Exception {
		Path go = this.directory.resolve("go");
		try (ChildProcess first = this.processes.spawn("cat").start();
				ChildProcess second = this.processes.spawnShell("until [ -e {} ]; do sleep 0.01; done; exec cat", go)
					.stdin(Stdio.stdoutOf(first))
					.start()) {
			write(first, "hello");
			first.stdin().close();
			assertThat(closed(first).outputTruncated()).isFalse();
			Files.createFile(go);
			assertThat(rest(second)).isEqualTo("hello");
			closed(second);
			assertThat(rest(first)).isEmpty();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-pipe-dataflow.js: a program that has ended has nothing to share")
	void dataflowOfWhatHasEnded() throws Exception {
		try (ChildProcess first = this.processes.spawn("echo", "x").start()) {
			closed(first);
			assertThatIllegalStateException().isThrownBy(() -> Stdio.stdoutOf(first))
				.withMessageContaining("use a pipeline");
			assertThat(rest(first)).isEqualTo("x\n");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-pipe-dataflow.js: a pipeline does the same")
	void dataflowOfPipeline() throws Exception {
		Path file = bigFile();
		PipelineResult result = this.processes
			.pipeline((stages) -> stages.execFile("cat", file.toString()).execFile("grep", "x").execFile("wc", "-c"))
			.run();
		assertThat(result.stdout().strip()).isEqualTo("" + (MEBIBYTE + 1));
	}

	private Path bigFile() throws IOException {
		return Files.writeString(this.directory.resolve("file"), "x".repeat(MEBIBYTE) + "\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio-merge-stdouts-into-cat.js: two programs write to a third, and so does this process")
	void mergedOutputs() throws Exception {
		try (ChildProcess third = this.processes.spawn("cat").start();
				ChildProcess first = this.processes.spawn("cat").stdout(Stdio.stdinOf(third)).start();
				ChildProcess second = this.processes.spawn("cat").stdout(Stdio.stdinOf(third)).start()) {
			InputStream merged = third.stdout();
			for (int i = 0; i < 3; i++) {
				for (ChildProcess writer : List.of(first, second, third)) {
					String text = "round " + i + " of " + writer.pid() + "\n";
					write(writer, text);
					assertThat(new String(merged.readNBytes(text.length()), StandardCharsets.UTF_8)).isEqualTo(text);
				}
			}
			third.stdin().close();
			first.stdin().close();
			closed(first);
			// The end comes when the last one has closed it.
			assertThat(third.isAlive()).isTrue();
			write(second, "last");
			second.stdin().close();
			assertThat(new String(merged.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("last");
			assertThat(closed(third).status().isSuccess()).isTrue();
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio-merge-stdouts-into-cat.js: what is closed cannot be written to")
	void closedInput() throws Exception {
		try (ChildProcess third = this.processes.spawn("cat").start()) {
			third.stdin().close();
			assertThatIllegalStateException().isThrownBy(() -> Stdio.stdinOf(third))
				.withMessageContaining("has been closed");
		}
		try (ChildProcess third = this.processes.spawn("true").start()) {
			closed(third);
			assertThatIllegalStateException().isThrownBy(() -> Stdio.stdinOf(third)).withMessageContaining("has ended");
		}
	}

	@Test
	@DisplayName("test/parallel/test-child-process-stdio-reuse-readable-stdio.js: what another program has left can be read")
	void reusedOutput() throws Exception {
		try (ChildProcess cat = this.processes.spawn("cat").start();
				ChildProcess head = this.processes.spawn("head", "-n", "1").stdin(Stdio.stdoutOf(cat)).start()) {
			write(cat, "hello\n");
			assertThat(rest(head)).isEqualTo("hello\n");
			closed(head);
			write(cat, "world\n");
			InputStream stdout = cat.stdout();
			assertThat(new String(stdout.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("world\n");
			write(cat, "!");
			cat.stdin().close();
			// Also when it has ended.
			assertThat(closed(cat).status().isSuccess()).isTrue();
			assertThat(stdout.read()).isEqualTo('!');
			assertThat(stdout.read()).isEqualTo(-1);
		}
	}

	@Test
	@DisplayName("doc/api/child_process.md#optionsstdio: pipes beyond stderr, for both directions")
	void morePipes() throws Exception {
		try (ChildProcess child = this.processes
			.spawnShell("read line <&3; echo \"$line, too\" >&3; cat <&4; echo end >&5")
			.stdio(3, Stdio.pipe())
			.stdio(4, Stdio.pipe())
			.stdio(5, Stdio.pipe())
			.start()) {
			child.to(3).write("hello\n".getBytes(StandardCharsets.UTF_8));
			assertThat(new String(child.from(3).readNBytes(11), StandardCharsets.UTF_8)).isEqualTo("hello, too\n");
			child.to(4).write("on 4\n".getBytes(StandardCharsets.UTF_8));
			// The end of the file for the program, though it may still write.
			child.to(4).close();
			assertThat(new String(child.from(5).readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("end\n");
			assertThat(rest(child)).isEqualTo("on 4\n");
			assertThat(closed(child).status().isSuccess()).isTrue();
		}
	}

	@Test
	@DisplayName("doc/api/child_process.md#optionsstdio: a pipe beyond stderr that nobody reads any more")
	void brokenPipe() throws Exception {
		try (ChildProcess child = this.processes.spawnShell("exec yes >&3").stdio(3, Stdio.pipe()).start()) {
			try (InputStream from = child.from(3)) {
				assertThat(from.readNBytes(2)).hasSize(2);
			}
			// By SIGPIPE, or by an error of its own if it was waiting for room.
			assertThat(closed(child).status().isSuccess()).isFalse();
		}
	}

	@Test
	@DisplayName("doc/api/child_process.md#optionsstdio: files to read, to write and to add to, stderr as stdout")
	void files() throws Exception {
		Path in = Files.writeString(this.directory.resolve("in"), "input\n");
		Path out = Files.writeString(this.directory.resolve("out"), "what was in it before\n");
		List<ChildProcess> children = new ArrayList<>();
		children.add(this.processes.spawn("cat").stdin(Stdio.read(in)).stdout(Stdio.write(out)).start());
		closed(children.get(0));
		children.add(this.processes.spawnShell("echo err >&2; echo out")
			.stdout(Stdio.append(out))
			.stderr(Stdio.stdout())
			.start());
		closed(children.get(1));
		assertThat(out).hasContent("input\nerr\nout\n");
		children.forEach(ChildProcess::close);
	}

}
