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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SocketFile}.
 */
@EnabledOnOs(OS.LINUX)
class SocketFileTests {

	private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rwxrwxrwx");

	@TempDir
	private Path directory;

	@Test
	void theFileOfASocketGetsItsPermissions() throws IOException {
		Path path = this.directory.resolve("socket");
		try (Fd socket = Sockets.bindUnix(path)) {
			SocketFile.setPermissions(path, ALL);
			assertThat(Files.getPosixFilePermissions(path)).isEqualTo(ALL);
			assertThat(socket.isOpen()).isTrue();
		}
	}

	@Test
	void whatSomebodyHasPutInItsPlaceIsLeftAlone() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), file);
		assertThatIOException().isThrownBy(() -> SocketFile.setPermissions(link, ALL))
			.withMessage("Somebody has replaced the socket '%s'", link);
		assertThatIOException().isThrownBy(() -> SocketFile.setPermissions(file, ALL));
		assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

}
