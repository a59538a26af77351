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

package io.forkit.cluster.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import io.forkit.cluster.reload.StageMode;
import io.forkit.process.jvm.JvmCommandLine;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JarStages}.
 */
class JarStagesTests {

	@TempDir
	Path directory;

	private Path jar;

	private Path temporary;

	private JarStages stages;

	@BeforeEach
	void create() throws IOException {
		this.temporary = Files.createDirectory(this.directory.resolve("tmp"));
		this.jar = Files.createDirectory(this.directory.resolve("app")).resolve("app.jar");
		writeJar(this.jar, null);
		this.stages = new JarStages(this.jar, this.temporary, true);
	}

	@AfterEach
	void nothingIsLeft() throws IOException {
		this.stages.close();
		try (Stream<Path> left = Files.list(this.temporary)) {
			assertThat(left.filter((path) -> path.getFileName().toString().startsWith("forkit-jar-"))).isEmpty();
		}
	}

	@Test
	void theCopyOutlivesWhateverIsDoneToTheJar() throws IOException {
		byte[] before = Files.readAllBytes(this.jar);
		Path copy = this.stages.stage(1).path();
		assertThat(copy).isNotNull().isNotEqualTo(this.jar);
		assertThat(Files.getLastModifiedTime(copy).toMillis())
			.isEqualTo(Files.getLastModifiedTime(this.jar).toMillis());
		Files.writeString(this.jar, "something else");
		assertThat(Files.readAllBytes(copy)).isEqualTo(before);
	}

	@Test
	void nobodyElseMayLookIntoTheDirectory() {
		this.stages.stage(1);
		Path root = root();
		String permissions = StageDirectory.isRoot() ? "rwx--x--x" : "rwx------";
		assertThat(root).satisfies((path) -> assertThat(Files.getPosixFilePermissions(path))
			.isEqualTo(PosixFilePermissions.fromString(permissions)));
	}

	@Test
	void afterTheStopNothingIsCopied() {
		this.stages.stage(1);
		this.stages.close();
		assertThatExceptionOfType(StageException.class).isThrownBy(() -> this.stages.stage(2))
			.withMessage("The cluster was stopped");
		assertThat(this.temporary).isEmptyDirectory();
	}

	@Test
	void whatIsBeingCopiedDuringTheStopIsRemoved() throws Exception {
		List<String> names = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			String name = "lib%d/part.jar".formatted(i);
			Path part = this.jar.resolveSibling(name);
			Files.createDirectory(part.getParent());
			Files.writeString(part, "part");
			names.add(name);
		}
		writeJar(this.jar, String.join(" ", names));
		CompletableFuture<StagedJar> copying = CompletableFuture.supplyAsync(() -> this.stages.stage(1));
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> hasBegun() || copying.isDone());
		this.stages.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> copying.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(StageException.class);
		assertThat(this.temporary).isEmptyDirectory();
	}

	private boolean hasBegun() throws IOException {
		try (Stream<Path> paths = Files.walk(this.temporary)) {
			return paths.anyMatch((path) -> path.endsWith("part.jar"));
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	@Test
	void aGenerationThatIsClosedIsRemovedAndTheOthersStay() {
		StagedJar first = this.stages.stage(1);
		StagedJar second = this.stages.stage(2);
		Path copy = first.path();
		first.close();
		assertThat(copy).doesNotExist();
		assertThat(second.path()).exists();
	}

	@Test
	void aGenerationHasAPlaceForItsConfigurationThatGoesWithIt() throws IOException {
		StagedJar staged = this.stages.stage(1);
		assertThat(staged.holdsConfiguration()).isFalse();
		staged.holdConfiguration();
		assertThat(staged.holdsConfiguration()).isTrue();
		Path place = staged.configuration();
		assertThat(place).doesNotExist().startsWithRaw(staged.path().getParent());
		Files.writeString(Files.createDirectory(place).resolve("application.yml"), "a: b");
		staged.close();
		assertThat(staged.configuration()).isNull();
		assertThat(place).doesNotExist();
	}

	@Test
	void whereThereIsNoCopyThereIsNoPlaceForTheConfiguration() {
		StagedJar.ORIGINAL.holdConfiguration();
		assertThat(StagedJar.ORIGINAL.configuration()).isNull();
		assertThat(StagedJar.ORIGINAL.holdsConfiguration()).isFalse();
	}

	@Test
	void aGenerationThatIsClosedIsForgotten() {
		for (int generation = 1; generation <= 10; generation++) {
			this.stages.stage(generation).close();
		}
		assertThat(this.stages.copies()).isOne();
	}

	@Test
	void aCopyThatSomebodyHasRemovedIsNotUsed() throws IOException {
		StagedJar staged = this.stages.stage(1);
		Files.delete(staged.path());
		assertThat(staged.path()).isNull();
	}

	@Test
	void jarsThatTheManifestNamesAreFoundFromTheCopy() throws IOException {
		Path lib = Files.createDirectories(this.jar.resolveSibling("lib"));
		writeJar(lib.resolve("one.jar"), null);
		writeJar(this.directory.resolve("two words.jar"), null);
		Files.createDirectories(this.jar.resolveSibling("classes"));
		writeJar(this.jar, "lib/one.jar lib/missing.jar ../two%20words.jar classes/ lib/one.jar file:/elsewhere.jar");
		Path copy = this.stages.stage(1).path();
		assertThat(copy.resolveSibling("lib/one.jar")).exists();
		assertThat(copy.resolveSibling("lib/missing.jar")).doesNotExist();
		assertThat(copy.resolveSibling("../two words.jar").normalize()).exists()
			.satisfies((path) -> assertThat(path.startsWith(root())).isTrue());
		assertThat(Files.isSymbolicLink(copy.resolveSibling("classes"))).isTrue();
		assertThat(copy.resolveSibling("classes").toRealPath())
			.isEqualTo(this.jar.resolveSibling("classes").toRealPath());
	}

	@Test
	void aPartOfAJarIsRefused() throws IOException {
		byte[] whole = Files.readAllBytes(this.jar);
		Files.write(this.jar, Arrays.copyOf(whole, whole.length / 2));
		assertThatExceptionOfType(StageException.class).isThrownBy(() -> this.stages.stage(2))
			.withMessageStartingWith("The jar cannot be used: '" + this.jar + "' is no jar, or only a part of one");
	}

	@Test
	void aJarThatIsGoneIsRefused() throws IOException {
		Files.delete(this.jar);
		assertThatExceptionOfType(StageException.class).isThrownBy(() -> this.stages.stage(2))
			.withMessage("The jar '" + this.jar + "' is not there");
	}

	@Test
	void withoutADirectoryForCopiesTheJarItselfIsRunUnlessThatIsForbidden() throws IOException {
		Path nowhere = Files.writeString(this.directory.resolve("file"), "");
		try (JarStages wanted = new JarStages(this.jar, nowhere, false)) {
			assertThat(wanted.stage(1).path()).isNull();
		}
		try (JarStages required = new JarStages(this.jar, nowhere, true)) {
			assertThatExceptionOfType(StageException.class).isThrownBy(() -> required.stage(1))
				.withMessageContaining("cannot be copied to");
		}
	}

	@Test
	void aProgramThatIsNoJarIsNotCopied() throws IOException {
		JvmCommandLine own = JvmCommandLine.ofThisProcess();
		assertThat(JarStages.of(own, List.of(), StageMode.NEVER)).isSameAs(Stages.NONE);
		assertThat(JarStages.of(own, List.of(), StageMode.AUTO)).isSameAs(Stages.NONE);
		assertThatExceptionOfType(StageException.class).isThrownBy(() -> JarStages.of(own, List.of(), StageMode.ALWAYS))
			.withMessageContaining("needs a program that is started with 'java -jar'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:SharedArchiveFile=app.jsa", "-XX:AOTCache=app.aot" })
	void anArchiveOfClassesIsNotLost(String flag) throws IOException {
		JvmCommandLine own = JvmCommandLine.ofThisProcess();
		assertThat(JarStages.hasArchive(own, List.of("-Xmx64m"))).isFalse();
		assertThat(JarStages.hasArchive(own, List.of("-Xmx64m", flag))).isTrue();
	}

	@Test
	void whatAKilledPrimaryHasLeftIsRemoved() throws IOException {
		Path left = Files.createDirectory(this.temporary.resolve("forkit-jar-dead"));
		Files.createFile(left.resolve("lock"));
		Files.createDirectories(left.resolve("1-abc"));
		this.stages.stage(1);
		assertThat(left).doesNotExist();
	}

	@Test
	void whatALivingPrimaryHasIsLeftAlone() throws IOException {
		Path other = Files.createDirectory(this.temporary.resolve("forkit-jar-alive"));
		try (FileChannel channel = FileChannel.open(other.resolve("lock"), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			this.stages.stage(1);
			assertThat(lock.isValid()).isTrue();
			assertThat(other).exists();
		}
		Files.delete(other.resolve("lock"));
		Files.delete(other);
	}

	@Test
	void whatAPrimaryIsJustMakingIsLeftAlone() throws IOException {
		Path young = Files.createDirectory(this.temporary.resolve("forkit-jar-young"));
		Path old = Files.createDirectory(this.temporary.resolve("forkit-jar-old"));
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
		this.stages.stage(1);
		assertThat(young).exists();
		assertThat(old).doesNotExist();
		Files.delete(young);
	}

	private Path root() {
		try (Stream<Path> all = Files.list(this.temporary)) {
			List<Path> roots = all.filter((path) -> path.getFileName().toString().startsWith("forkit-jar-")).toList();
			assertThat(roots).hasSize(1);
			return roots.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void writeJar(Path path, @Nullable String classPath) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		if (classPath != null) {
			manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
		}
		try (OutputStream out = Files.newOutputStream(path); JarOutputStream jar = new JarOutputStream(out, manifest)) {
			jar.putNextEntry(new ZipEntry("content"));
			jar.write(new byte[10_000]);
			jar.closeEntry();
		}
	}

}
