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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SharedMemory}.
 */
@EnabledOnOs(OS.LINUX)
class SharedMemoryTests {

	private static final int SIZE = 1 << 20;

	@Test
	void whatOneMappingWritesTheOtherReads() throws Exception {
		try (SharedMemory memory = SharedMemory.create(SIZE)) {
			ByteBuffer one = memory.address().map();
			ByteBuffer other = memory.address().map();
			one.putLong(SIZE - 8, 42);
			assertThat(other.capacity()).isEqualTo(SIZE);
			assertThat(other.getLong(SIZE - 8)).isEqualTo(42);
		}
	}

	@Test
	void closingGivesBackWhatWasWrittenAndTheDescriptor() throws Exception {
		SharedMemory.create(SIZE).close();
		int openBefore = OpenFiles.count();
		SharedMemory memory = SharedMemory.create(SIZE);
		ByteBuffer mapped = memory.address().map();
		mapped.putLong(0, 42);
		Path link = Path.of("/proc/self/fd/" + memory.address().number());
		try (FileChannel another = FileChannel.open(link, StandardOpenOption.READ)) {
			memory.close();
			memory.close();
			assertThat(mapped.getLong(0)).isZero();
			assertThat(another.size()).isEqualTo(SIZE);
		}
		assertThat(OpenFiles.count()).isLessThanOrEqualTo(openBefore);
	}

	@Test
	void nobodyCanMakeItSmaller() throws Exception {
		try (SharedMemory memory = SharedMemory.create(SIZE);
				FileChannel file = FileChannel.open(Path.of("/proc/self/fd/" + memory.address().number()),
						StandardOpenOption.WRITE)) {
			assertThatIOException().isThrownBy(() -> file.truncate(0));
		}
	}

	@Test
	void descriptorIsNotInherited() throws Exception {
		try (SharedMemory memory = SharedMemory.create(SIZE)) {
			assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + memory.address().number())))
				.containsPattern("flags:\\s+02\\d{6}");
		}
	}

	@Test
	void somethingElseAtItsPlaceIsNotMapped() throws Exception {
		SharedMemory.Address closed;
		try (SharedMemory memory = SharedMemory.create(SIZE)) {
			SharedMemory.Address address = memory.address();
			assertThatIOException()
				.isThrownBy(new SharedMemory.Address(address.pid(), address.number(), address.token() + 1, SIZE)::map)
				.withMessageContaining("is not the memory that was announced");
			assertThatIOException()
				.isThrownBy(new SharedMemory.Address(address.pid(), address.number(), address.token(), SIZE - 1)::map)
				.withMessageContaining("was announced with 1048575 bytes but has 1048576");
			assertThatIOException().isThrownBy(new SharedMemory.Address(address.pid(), 0, address.token(), SIZE)::map);
			closed = address;
		}
		assertThatExceptionOfType(IOException.class).isThrownBy(closed::map);
	}

}
