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

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import io.forkit.process.EngineChoice;
import io.forkit.process.ProcessStartException;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.SpawnSpec;
import io.forkit.process.Stdio;
import io.forkit.process.TooManyOpenFilesException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Node's tests that need a process of their own, as they exhaust or kill it.
 */
class NodeMachineTests extends AbstractNodeTests {

	@Test
	@DisplayName("test/sequential/test-child-process-emfile.js: too many open files are an exception, and nothing else")
	void tooManyOpenFiles() {
		// Node has a child without streams and an error event.
		// The jars of the class path need some as well.
		List<String> command = new ArrayList<>(List.of("-c", "ulimit -n 400 && exec \"$@\"", "sh", java()));
		command.addAll(List.of(javaArguments(Exhausting.class)));
		assertThat(this.processes.execFile("sh", command.toArray(String[]::new)).run().stdout())
			.isEqualTo("too many open files, events: []\nworks again\n");
	}

	@Test
	@DisplayName("test/parallel/test-child-process-fork-detached.js: a detached program outlives this process")
	void detached() throws Exception {
		try (ChildProcess middle = this.processes.spawn(java(), javaArguments(Detaching.class)).start()) {
			long pid = Long.parseLong(
					new BufferedReader(new InputStreamReader(middle.stdout(), StandardCharsets.UTF_8)).readLine());
			middle.kill(Signal.SIGKILL);
			assertThat(closed(middle).status().signal()).contains(Signal.SIGKILL);
			assertThat(Children.isRunning(pid)).isTrue();
			assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
			awaitEnd(pid);
		}
	}

	/** Starts a program while hardly any file can be opened. */
	static class Exhausting {

		public static void main(String[] args) throws Exception {
			List<String> events = new ArrayList<>();
			// Loaded now, as that takes a file as well.
			Class.forName(TooManyOpenFilesException.class.getName());
			try (ProcessTemplate processes = ProcessTemplate.builder().engine(EngineChoice.valueOf(args[0])).build()) {
				SpawnSpec spec = processes.spawn("echo", "works again")
					.onSpawn((child) -> events.add("spawn"))
					.onError((child, ex) -> events.add("error"))
					.onExit((child, status) -> events.add("exit"));
				loadClasses(processes);
				List<FileInputStream> files = fill();
				files.remove(0).close();
				try {
					spec.start();
				}
				catch (TooManyOpenFilesException ex) {
					System.out.println("too many open files, events: " + events);
				}
				for (FileInputStream file : files) {
					file.close();
				}
				try (ChildProcess child = spec.start()) {
					System.out.print(new String(child.stdout().readAllBytes(), StandardCharsets.UTF_8));
				}
			}
		}

		/** A start that works and one that the system refuses, as each loads classes. */
		private static void loadClasses(ProcessTemplate processes) throws Exception {
			try (ChildProcess child = processes.spawn("true").start()) {
				child.onClose().get(20, TimeUnit.SECONDS);
			}
			Path noProgram = Files.writeString(Files.createTempFile("no-program", null), "neither");
			try {
				noProgram.toFile().setExecutable(true);
				processes.spawn(noProgram.toString()).start();
			}
			catch (ProcessStartException ex) {
				Files.delete(noProgram);
			}
		}

		private static List<FileInputStream> fill() {
			List<FileInputStream> files = new ArrayList<>();
			try {
				while (true) {
					files.add(new FileInputStream("/dev/null"));
				}
			}
			catch (IOException ex) {
				return files;
			}
		}

	}

	/** Starts a detached program and waits for its own end. */
	static class Detaching {

		public static void main(String[] args) throws Exception {
			ProcessTemplate processes = ProcessTemplate.builder().engine(EngineChoice.valueOf(args[0])).build();
			ChildProcess child = processes.spawn("sleep", "100").detached().stdio(Stdio.ignore()).start();
			System.out.println(child.pid());
			child.waitFor();
		}

	}

}
