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

package io.forkit.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeptConfiguration}.
 */
@EnabledOnOs(OS.LINUX)
class KeptConfigurationTests {

	@TempDir
	private Path directory;

	private Path file;

	private Path place;

	@BeforeEach
	void write() throws IOException {
		this.file = Files.writeString(this.directory.resolve("application.yml"), "a: old");
		this.place = Files.createDirectory(this.directory.resolve("stage")).resolve("configuration");
	}

	@Test
	void theFileItselfIsReadUntilALaterVersionIsTried() throws IOException {
		start("a: old");
		Files.writeString(this.file, "a: new");
		assertThat(new KeptConfiguration(this.place, false).read(this.file)).asString().isEqualTo("a: new");
		assertThat(new KeptConfiguration(this.place, true).read(this.file)).asString().isEqualTo("a: old");
	}

	@Test
	void whatTheLastWorkerWasReadyWithIsKept() throws IOException {
		start("a: old");
		start("a: newer");
		Files.writeString(this.file, "a: broken");
		new KeptConfiguration(this.place, false).read(this.file);
		assertThat(new KeptConfiguration(this.place, true).read(this.file)).asString().isEqualTo("a: newer");
	}

	@Test
	void whatNobodyHasKeptIsReadAsItIs() throws IOException {
		assertThat(new KeptConfiguration(this.place, true).read(this.file)).asString().isEqualTo("a: old");
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> new KeptConfiguration(this.place, true).read(this.directory.resolve("none.yml")));
	}

	@Test
	void workersThatReadWhatWasKeptKeepNothing() throws IOException {
		KeptConfiguration held = new KeptConfiguration(this.place, true);
		held.read(this.file);
		held.keep();
		assertThat(this.place).doesNotExist();
	}

	@Test
	void onlyTheOwnerMayReadWhatIsKept() throws IOException {
		start("a: secret");
		Path copy = this.place.resolve(Path.of("/").relativize(this.file.toAbsolutePath()));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
		assertThat(copy.getParent()).isDirectoryNotContaining("glob:**.new");
	}

	@Test
	void nothingIsKeptWhereThePlaceWasCleanedUp() throws IOException {
		KeptConfiguration configuration = new KeptConfiguration(this.place, false);
		configuration.read(this.file);
		Files.delete(this.place.getParent());
		configuration.keep();
		assertThat(this.place.getParent()).doesNotExist();
	}

	@Test
	void otherProcessesKeepNothing() throws IOException {
		KeptConfiguration configuration = KeptConfiguration.ofThisProcess();
		assertThat(configuration.isActive()).isFalse();
		assertThat(configuration.read(this.file)).asString().isEqualTo("a: old");
		configuration.keep();
	}

	private void start(String content) throws IOException {
		Files.writeString(this.file, content);
		KeptConfiguration configuration = new KeptConfiguration(this.place, false);
		configuration.read(this.file);
		configuration.keep();
	}

}
