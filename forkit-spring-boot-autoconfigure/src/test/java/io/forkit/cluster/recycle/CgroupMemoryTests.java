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

package io.forkit.cluster.recycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link CgroupMemory} and {@link ProcessMemory}.
 */
class CgroupMemoryTests {

	@TempDir
	private Path root;

	private Path self;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.self = Files.createDirectories(this.root.resolve("proc/self"));
	}

	@Test
	void version2IsRead() throws IOException {
		write("proc/self/mountinfo", "25 1 0:23 / /proc rw - proc proc rw",
				"31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw");
		write("proc/self/cgroup", "0::/app.slice/one");
		write("sys/fs/cgroup/app.slice/one/memory.max", "1000");
		write("sys/fs/cgroup/app.slice/one/memory.current", "900");
		write("sys/fs/cgroup/app.slice/one/memory.stat", "anon 500", "file 300", "inactive_file 200");
		assertThat(share()).isCloseTo(0.7, within(0.0001));
	}

	@Test
	void theGroupThatIsClosestToItsLimitCounts() throws IOException {
		write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
		write("proc/self/cgroup", "0::/outer/inner");
		write("sys/fs/cgroup/outer/inner/memory.max", "max");
		write("sys/fs/cgroup/outer/inner/memory.current", "100");
		write("sys/fs/cgroup/outer/memory.max", "400");
		write("sys/fs/cgroup/outer/memory.current", "300");
		write("sys/fs/cgroup/outer/memory.stat", "inactive_file 0");
		assertThat(share()).isCloseTo(0.75, within(0.0001));
	}

	@Test
	void aContainerSeesItsGroupAsTheRoot() throws IOException {
		write("proc/self/mountinfo", "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw");
		write("proc/self/cgroup", "0::/docker/abc");
		write("sys/fs/cgroup/memory.max", "1000");
		write("sys/fs/cgroup/memory.current", "500");
		write("sys/fs/cgroup/memory.stat", "inactive_file 100");
		assertThat(share()).isCloseTo(0.4, within(0.0001));
	}

	@Test
	void version1IsRead() throws IOException {
		write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
				"41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");
		write("proc/self/cgroup", "4:memory:/api/1", "0::/");
		write("sys/fs/cgroup/memory/api/1/memory.limit_in_bytes", "2000");
		write("sys/fs/cgroup/memory/api/1/memory.usage_in_bytes", "1500");
		write("sys/fs/cgroup/memory/api/1/memory.stat", "inactive_file 1", "total_inactive_file 500");
		assertThat(share()).isCloseTo(0.5, within(0.0001));
	}

	@Test
	void noLimitIsNoShare() throws IOException {
		write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory");
		write("proc/self/cgroup", "4:memory:/");
		write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
		write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500");
		assertThat(share()).isEqualTo(CgroupMemory.UNKNOWN);
	}

	@Test
	void whatCannotBeReadIsNoShare() throws IOException {
		assertThat(share()).isEqualTo(CgroupMemory.UNKNOWN);
		write("proc/self/mountinfo", "nonsense");
		assertThat(share()).isEqualTo(CgroupMemory.UNKNOWN);
	}

	@Test
	void thisProcessIsInRam() {
		assertThat(new ProcessMemory().rss(ProcessHandle.current().pid())).isGreaterThan(10_000_000);
		assertThat(new ProcessMemory().rss(Long.MAX_VALUE)).isEqualTo(ProcessMemory.UNKNOWN);
	}

	private double share() {
		return new CgroupMemory(this.root, this.self).share();
	}

	private void write(String file, String... lines) throws IOException {
		Path path = this.root.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, String.join("\n", lines) + "\n");
	}

}
