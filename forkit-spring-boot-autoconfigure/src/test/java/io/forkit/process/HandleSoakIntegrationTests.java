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

package io.forkit.process;

import java.nio.file.Path;
import java.time.Duration;

import io.forkit.posix.JdkChannels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no handle is lost, doubled or leaked while processes are killed at either
 * end of the channel. The number of handles is {@code -Dforkit.soak.handles}, and
 * {@code -Dforkit.soak.seed} chooses another order of events.
 */
@EnabledOnOs(OS.LINUX)
class HandleSoakIntegrationTests {

	@Test
	void noHandleIsLostDoubledOrLeaked() {
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			String report = processes
				.execFile(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						JdkChannels.REQUIRED_FLAG, "-cp", System.getProperty("java.class.path"),
						HandleSoak.class.getName(), System.getProperty("forkit.soak.handles", "600"),
						System.getProperty("forkit.soak.seed", "42"))
				.timeout(Duration.ofMinutes(15))
				.run()
				.stdout();
			System.out.println(report);
			assertThat(report).contains("accounted for: true")
				.contains("wrong: 0")
				.contains("lost: 0")
				.contains("doubled: 0")
				.contains("without handle: 0")
				.contains("unfinished: 0")
				.contains("leaked here: 0")
				.contains("leaked there: 0");
		}
	}

}
