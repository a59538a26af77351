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

import io.forkit.posix.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing is lost or left over many commands that go wrong in many ways. The
 * number of commands is {@code -Dforkit.soak.commands}.
 */
@EnabledOnOs(OS.LINUX)
class ProcessSoakIntegrationTests {

	private static final int MAX_OPEN_FILES = 256;

	@Test
	void nothingIsLostOrLeft() throws Exception {
		String report = ChildJvm.run(MAX_OPEN_FILES, ProcessSoak.class,
				System.getProperty("forkit.soak.commands", "4000"));
		assertThat(report).contains("accounted for: true")
			.contains("wrong: 0")
			.contains("exits lost or told twice: 0")
			.contains("zombies: 0")
			.contains("leaked files: 0")
			.contains("threads constant: true");
		System.out.println(report);
	}

}
