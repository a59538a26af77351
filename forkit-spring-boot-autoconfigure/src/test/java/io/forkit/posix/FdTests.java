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

import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link Fd}.
 */
@EnabledOnOs(OS.LINUX)
class FdTests {

	@Test
	void closeGivesTheNumberBack() throws Exception {
		Pipe pipe = Pipe.open();
		Path file = file(pipe.readEnd());
		assertThat(Files.exists(file)).isTrue();
		pipe.close();
		assertThat(Files.exists(file)).isFalse();
		assertThat(pipe.readEnd().isOpen()).isFalse();
	}

	@Test
	void closeWhileInUseKeepsTheNumberUntilReleased() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			Fd fd = pipe.readEnd();
			int number = fd.acquire();
			fd.close();
			assertThat(fd.isOpen()).isFalse();
			assertThat(Files.exists(Path.of("/proc/self/fd/" + number))).isTrue();
			assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(fd::acquire);
			fd.release();
			assertThat(Files.exists(Path.of("/proc/self/fd/" + number))).isFalse();
		}
	}

	@Test
	void closingTwiceDoesNotCloseTheFileThatGotTheNumber() throws Exception {
		Pipe first = Pipe.open();
		int number = first.readEnd().acquire();
		first.readEnd().release();
		first.readEnd().close();
		try (Pipe second = Pipe.open()) {
			Fd successor = numbered(second, number);
			first.close();
			first.readEnd().close();
			assertThat(successor.isNonBlocking()).isFalse();
		}
	}

	private static Fd numbered(Pipe pipe, int number) throws Exception {
		int read = pipe.readEnd().acquire();
		pipe.readEnd().release();
		// Another thread of the JVM may have taken the number: then nothing can be shown.
		assumeThat(read).isEqualTo(number);
		return pipe.readEnd();
	}

	@Test
	void surrenderEndsTheOwnershipButNotTheFile() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			int number = pipe.readEnd().surrender();
			assertThat(pipe.readEnd().isOpen()).isFalse();
			pipe.readEnd().close();
			assertThat(Files.exists(Path.of("/proc/self/fd/" + number))).isTrue();
			Fd.adopt(number).close();
		}
	}

	@Test
	void surrenderFailsWhileInUse() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			pipe.readEnd().acquire();
			assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(pipe.readEnd()::surrender);
			pipe.readEnd().release();
			assertThat(pipe.readEnd().isOpen()).isTrue();
		}
	}

	@Test
	void nonBlockingFlagIsSharedByDuplicates() throws Exception {
		try (Pipe pipe = Pipe.open(); Fd duplicate = pipe.readEnd().duplicate()) {
			assertThat(pipe.readEnd().isNonBlocking()).isFalse();
			duplicate.setNonBlocking(true);
			assertThat(pipe.readEnd().isNonBlocking()).isTrue();
			duplicate.setNonBlocking(false);
			assertThat(pipe.readEnd().isNonBlocking()).isFalse();
		}
	}

	@Test
	void everyDescriptorIsCloseOnExec() throws Exception {
		try (Pipe pipe = Pipe.open(); Fd duplicate = pipe.readEnd().duplicate(); Sockets.Pair pair = Sockets.pair()) {
			for (Fd fd : new Fd[] { pipe.readEnd(), pipe.writeEnd(), duplicate, pair.first(), pair.second() }) {
				assertThat(isCloseOnExec(fd)).as(fd.toString()).isTrue();
			}
		}
	}

	@Test
	void inheritedFailsForANumberThatIsNotOpen() {
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> Fd.inherited(999_999))
			.satisfies((ex) -> assertThat(ex.is("EBADF")).isTrue());
	}

	@Test
	void adoptRejectsANegativeNumber() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fd.adopt(-1))
			.withMessage("'number' must not be negative but is -1");
	}

	static boolean isCloseOnExec(Fd fd) throws Exception {
		int number = fd.acquire();
		try {
			String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + number))
				.stream()
				.filter((line) -> line.startsWith("flags:"))
				.findFirst()
				.orElseThrow();
			return (Integer.parseInt(flags.substring(6).strip(), 8) & 02000000) != 0;
		}
		finally {
			fd.release();
		}
	}

	private static Path file(Fd fd) throws Exception {
		int number = fd.acquire();
		fd.release();
		return Path.of("/proc/self/fd/" + number);
	}

}
