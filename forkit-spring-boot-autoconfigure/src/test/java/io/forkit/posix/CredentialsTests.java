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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link Credentials}.
 */
@EnabledOnOs(OS.LINUX)
class CredentialsTests {

	private static final int PR_GET_DUMPABLE = 3;

	@Test
	void manyCallsAtTheSameTimeLeaveThisProcessAsItWas() {
		assumeThat(System.getProperty("user.name")).isEqualTo("root");
		int before = dumpable();
		Credentials other = Credentials.SAME.withUid(65534);
		for (int round = 0; round < 50; round++) {
			List<CompletableFuture<Integer>> calls = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				calls.add(CompletableFuture.supplyAsync(() -> {
					try {
						return other.call(CredentialsTests::dumpable);
					}
					catch (ErrnoException ex) {
						throw new IllegalStateException(ex);
					}
				}));
			}
			// Its new user could trace the thread, and so this process, otherwise.
			assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isNotEqualTo(1));
			assertThat(dumpable()).isEqualTo(before);
		}
	}

	private static int dumpable() {
		return Native.LIBC.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	}

}
