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

package io.forkit.cluster.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessSampler}.
 */
class ProcessSamplerTests {

	@TempDir
	private Path directory;

	private ProcessSampler sampler() {
		return new ProcessSampler(this.directory.resolve("proc"), this.directory.resolve("cgroup"));
	}

	@Test
	void readsWhatTheKernelTells() throws IOException {
		process("7 (a ) b) S 1 7 7 0 -1 4194560 100 0 42 0 0 0");
		write("proc/7/cmdline", "java\0-agentlib:jdwp=transport=dt_socket\0");
		thread(8, "VM Thread", "S", "1000 5 1");
		thread(9, "GC Thread#0", "D", "500 6 1");
		thread(10, "forkit-beat", "R", "3 77 1");
		thread(11, "http-nio-exec-1", "R", "999999 999999 1");
		assertThat(sampler().take(7, 123)).isEqualTo(new ProcessSample(123, 'S', 42, 1500, 77, true, true, true));
	}

	@Test
	void aFrozenProcessIsStopped() throws IOException {
		process("7 (java) S 1 7 7 0 -1 4194560 100 0 42 0 0 0");
		write("proc/7/cgroup", "4:memory:/x\n0::/app/one\n");
		write("cgroup/app/one/cgroup.events", "populated 1\nfrozen 0\n");
		ProcessSample running = sampler().take(7, 1);
		assertThat(running).isNotNull().extracting(ProcessSample::state).isEqualTo('S');
		write("cgroup/app/one/cgroup.events", "populated 1\nfrozen 1\n");
		ProcessSample frozen = sampler().take(7, 1);
		assertThat(frozen).isNotNull().extracting(ProcessSample::state).isEqualTo('T');
	}

	@Test
	void aProcessThatIsGoneHasNoSample() {
		assertThat(sampler().take(7, 1)).isNull();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void seesThisJvmCollectGarbage() {
		ProcessSampler sampler = new ProcessSampler();
		long pid = ProcessHandle.current().pid();
		ProcessSample before = sampler.take(pid, System.nanoTime());
		assertThat(before).isNotNull();
		for (int i = 0; i < 5; i++) {
			System.gc();
		}
		ProcessSample after = sampler.take(pid, System.nanoTime());
		assertThat(after).isNotNull();
		assertThat(after.collecting()).isGreaterThan(before.collecting());
		assertThat(after.isHeld()).isFalse();
	}

	private void process(String stat) throws IOException {
		write("proc/7/stat", stat);
		Files.createDirectories(this.directory.resolve("proc/7/task"));
	}

	private void thread(int id, String name, String state, String times) throws IOException {
		write("proc/7/task/" + id + "/comm", name + "\n");
		write("proc/7/task/" + id + "/schedstat", times + "\n");
		write("proc/7/task/" + id + "/stat", "%d (%s) %s 1 7".formatted(id, name, state));
	}

	private void write(String file, String content) throws IOException {
		Path path = this.directory.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

}
