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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.forkit.cluster.reload.StageMode;
import io.forkit.process.jvm.JvmCommandLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Copies an executable jar, and the jars that its manifest names beside it, into a
 * private directory. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JarStages implements Stages {

	private static final Log logger = LogFactory.getLog(JarStages.class);

	private static final List<String> ARCHIVE_FLAGS = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=",
			"-XX:AOTCacheOutput=", "-XX:AOTConfiguration=", "-XX:CacheDataStore=");

	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private static final int ATTEMPTS = 3;

	private final Path jar;

	private final boolean required;

	private final StageDirectory directory;

	private final Queue<StagedJar> copies = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService caretaker = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "forkit-stage");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create what copies a jar.
	 * @param jar the jar
	 * @param temporary where the directory for the copies is to be
	 * @param required whether workers must not run from the jar itself
	 */
	JarStages(Path jar, Path temporary, boolean required) {
		this.jar = jar;
		this.required = required;
		this.directory = new StageDirectory(temporary);
		this.caretaker.scheduleWithFixedDelay(() -> this.copies.forEach(StagedJar::touch), 1, 1, TimeUnit.HOURS);
	}

	/**
	 * Find out how this program can be copied.
	 * @param commandLine the command line of this process
	 * @param jvmArguments flags that the workers get besides
	 * @param mode what the user wants
	 * @return what makes the copies
	 * @throws StageException if there can be none, but the user wants them always
	 */
	public static Stages of(JvmCommandLine commandLine, List<String> jvmArguments, StageMode mode) {
		if (mode == StageMode.NEVER) {
			return NONE;
		}
		String classPath = System.getProperty("java.class.path", "");
		String reason = commandLine.isJar() ? null
				: "'forkit.cluster.reload.stage' needs a program that is started with 'java -jar'";
		if (reason == null && mode == StageMode.AUTO && hasArchive(commandLine, jvmArguments)) {
			reason = "the archive of classes on the command line is one of that very jar";
		}
		if (reason != null) {
			if (mode == StageMode.ALWAYS) {
				throw new StageException("The jar cannot be copied for the workers: " + reason + ".", null);
			}
			logger.debug("The workers run from the class path of the primary and not from a copy: " + reason);
			return NONE;
		}
		return new JarStages(Path.of(classPath).toAbsolutePath(),
				Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(), mode == StageMode.ALWAYS);
	}

	static boolean hasArchive(JvmCommandLine commandLine, List<String> jvmArguments) {
		Stream<String> variables = OPTION_VARIABLES.stream()
			.map(System::getenv)
			.filter((value) -> value != null)
			.flatMap((value) -> Stream.of(value.split("\\s+")));
		return Stream.of(commandLine.flags().stream(), jvmArguments.stream(), variables)
			.flatMap((flags) -> flags)
			.anyMatch((flag) -> ARCHIVE_FLAGS.stream().anyMatch(flag::startsWith));
	}

	@Override
	public StagedJar stage(int generation) {
		try {
			JarCopy.requireJar(this.jar);
		}
		catch (NoSuchFileException ex) {
			throw new StageException("The jar '%s' is not there".formatted(this.jar), ex);
		}
		catch (IOException ex) {
			throw new StageException("The jar cannot be used: " + ex.getMessage(), ex);
		}
		try {
			return copy(generation);
		}
		catch (IOException ex) {
			if (this.directory.isClosed()) {
				throw new StageException(StageDirectory.STOPPED, ex);
			}
			String problem = "The jar '%s' cannot be copied to '%s' for the workers: %s".formatted(this.jar,
					this.directory, ex);
			if (this.required) {
				throw new StageException(problem, ex);
			}
			logger.warn(problem + ". They run from the jar itself, which must not be overwritten then");
			return StagedJar.ORIGINAL;
		}
		finally {
			if (this.directory.isClosed()) {
				// What was written while it was removed.
				this.directory.close();
			}
		}
	}

	private StagedJar copy(int generation) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			StagedJar copy = tryCopy(generation);
			if (this.directory.isClosed()) {
				throw new StageException(StageDirectory.STOPPED, null);
			}
			if (copy != null) {
				this.copies.removeIf(StagedJar::isClosed);
				this.copies.add(copy);
				return copy;
			}
		}
		throw new StageException(
				"The jar '%s' is being written at this moment: ask again when it is there".formatted(this.jar), null);
	}

	/** Return how many copies it takes care of. */
	int copies() {
		return this.copies.size();
	}

	@Override
	public void protectThisProcess() {
		StagedJar first = this.copies.peek();
		Path copy = (first != null) ? first.path() : null;
		if (copy == null) {
			return;
		}
		try {
			// It outlives the generation.
			Path own = Files.createLink(this.directory.create(0).resolve(this.jar.getFileName()), copy);
			if (!LoadedJar.readFrom(this.jar, own)) {
				logger.debug("The primary itself reads its classes from %s".formatted(this.jar));
			}
		}
		catch (IOException ex) {
			logger.warn("The primary itself reads its classes from '%s', which must not be overwritten then: %s"
				.formatted(this.jar, ex));
		}
	}

	private @Nullable StagedJar tryCopy(int generation) throws IOException {
		BasicFileAttributes before = attributes();
		Path target = this.directory.create(generation);
		StagedJar copy = null;
		try {
			Path jarCopy = JarCopy.copy(this.jar, target);
			BasicFileAttributes after = attributes();
			JarCopy.requireJar(jarCopy);
			if (before.size() == after.size() && before.lastModifiedTime().equals(after.lastModifiedTime())) {
				copy = StagedJar.of(target, jarCopy);
			}
			return copy;
		}
		catch (NoJarException ex) {
			return null;
		}
		finally {
			if (copy == null) {
				StagedJar.of(target, target).close();
			}
		}
	}

	private BasicFileAttributes attributes() throws IOException {
		return Files.readAttributes(this.jar, BasicFileAttributes.class);
	}

	@Override
	public void close() {
		this.caretaker.shutdownNow();
		this.directory.close();
	}

}
