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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DirectoryLock}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DirectoryLockTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	@TempDir
	private Path directory;

	@Test
	void anotherWaitsForTheEndOfALock() throws Exception {
		DirectoryLock first = acquire(this.directory, LONG);
		CompletableFuture<DirectoryLock> second = CompletableFuture.supplyAsync(() -> acquire(this.directory, LONG));
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS));
		first.close();
		second.get().close();
	}

	@Test
	void lockOfAnotherProcessIsWaitedFor() throws Exception {
		Process other = new ProcessBuilder("flock", this.directory.toString(), "sh", "-c", "echo locked; read line")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		assertThat(other.inputReader().readLine()).isEqualTo("locked");
		CompletableFuture<DirectoryLock> waiting = CompletableFuture.supplyAsync(() -> acquire(this.directory, LONG));
		assertThat(waiting).isNotDone();
		// The descriptor is with its child as well.
		other.outputWriter().close();
		waiting.get().close();
	}

	@Test
	void nobodyIsKeptAwayForEver() {
		try (DirectoryLock first = acquire(this.directory, LONG);
				DirectoryLock second = acquire(this.directory, Duration.ofMillis(10))) {
			assertThat(second).isNotSameAs(first);
		}
		acquire(this.directory, LONG).close();
	}

	@Test
	void directoryThatIsNotThereIsNotLocked() {
		acquire(this.directory.resolve("missing"), LONG).close();
	}

	private static DirectoryLock acquire(Path directory, Duration limit) {
		try {
			return DirectoryLock.acquire(directory, limit);
		}
		catch (ErrnoException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
