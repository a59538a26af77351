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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.ChildPid;
import io.forkit.posix.Children;
import io.forkit.posix.Spawn;
import io.forkit.posix.WaitStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link StrangerReaper}, in a JVM that is process 1 of a namespace.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class StrangerReaperTests {

	private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc");

	@Test
	void reapsStrangersAndNobodyElse() throws Exception {
		assumeThat(run(List.of("true"))).as("unshare(1) is there, and permitted").isEqualTo("0 ");
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Peer.class.getName());
		assertThat(run(command)).endsWith("done\n").startsWith("0 ");
	}

	private static String run(List<String> command) throws Exception {
		List<String> all = new ArrayList<>(NAMESPACE);
		all.addAll(command);
		try {
			Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
			return process.exitValue() + " " + output;
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Process 1.
	 */
	static final class Peer {

		private static final Duration LIMIT = Duration.ofSeconds(60);

		public static void main(String[] args) throws Exception {
			assertThat(ProcessHandle.current().pid()).isOne();
			try (StrangerReaper reaper = StrangerReaper.start()) {
				ChildPid kept = shell("exit 7");
				Awaitility.await().atMost(LIMIT).until(kept::hasEnded);
				for (int round = 0; round < 3; round++) {
					leaveStrangers(20);
					childrenOfTheJdkKeepTheirStatus(20);
					Awaitility.await().atMost(LIMIT).until(() -> strangers(kept).isEmpty());
				}
				// A zombie all that time, and nobody has taken its status.
				assertThat(kept.reap()).isEqualTo(WaitStatus.exited(7));
				kept.close();
				assertThat(reaper).isNotNull();
			}
			System.out.println("done");
		}

		private static ChildPid shell(String script) throws IOException {
			return new Spawn(Path.of("/bin/sh"),
					List.of("sh".getBytes(), "-c".getBytes(), script.getBytes(StandardCharsets.UTF_8)),
					List.of("PATH=/usr/bin:/bin".getBytes()))
				.start();
		}

		private static void leaveStrangers(int number) throws Exception {
			Process parent = new ProcessBuilder("sh", "-c",
					"for i in $(seq " + number + "); do (exec 2>&1; sleep 0.$i) & done; exit 5")
				.start();
			assertThat(parent.waitFor()).isEqualTo(5);
			Awaitility.await().atMost(LIMIT).until(() -> !Children.zombies().isEmpty());
		}

		private static void childrenOfTheJdkKeepTheirStatus(int number) throws Exception {
			List<Process> processes = new ArrayList<>();
			for (int i = 0; i < number; i++) {
				processes.add(new ProcessBuilder("sh", "-c", "sleep 1; exit " + (10 + i)).start());
			}
			for (int i = 0; i < number; i++) {
				assertThat(processes.get(i).waitFor()).isEqualTo(10 + i);
			}
		}

		private static List<Long> strangers(ChildPid kept) {
			List<Long> zombies = new ArrayList<>(Children.zombies());
			zombies.remove((long) kept.pid());
			return zombies;
		}

	}

}
