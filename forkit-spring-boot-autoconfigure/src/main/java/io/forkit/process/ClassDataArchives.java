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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.forkit.posix.Credentials;
import io.forkit.posix.WaitStatus;
import io.forkit.process.engine.Redirect;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has the JVMs of forks start with an archive of the classes that each of them needs (a
 * dynamic archive of class data sharing). Where there is none yet, a JVM that writes one
 * is started in the background, some time after the second fork of a kind: who forks once
 * gains nothing by it. No fork fails because of this, or waits for it.
 * <p>
 * Thread-safe.
 */
final class ClassDataArchives implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClassDataArchives.class);

	private static final int MAX_KINDS = 4;

	private static final int USES_BEFORE = 2;

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final int NOT_WRITTEN = -1;

	private final TemplateContext context;

	private final @Nullable ClassDataDirectory directory;

	private final Duration delay;

	private final Map<List<String>, Kind> kinds = new HashMap<>();

	private @Nullable SpareProcess writer;

	private boolean closed;

	ClassDataArchives(TemplateContext context, @Nullable ClassDataDirectory directory, Duration delay) {
		this.context = context;
		this.directory = directory;
		this.delay = delay;
	}

	/**
	 * Have a JVM use the archive for it, if there is one.
	 * @param fork how the JVM is started
	 * @return how to start it
	 */
	Invocation apply(Invocation fork) {
		// Another user could not read it.
		if (this.directory == null || !fork.options().credentials.equals(Credentials.SAME)) {
			return fork;
		}
		ClassDataCommand command = ClassDataCommand.of(fork.command());
		Path archive = (command != null) ? archive(command, fork.options()) : null;
		if (archive == null) {
			return fork;
		}
		List<String> words = new ArrayList<>(fork.command());
		// In front of the flags of the user. What does not fit is no reason to complain
		// on the program's stdout.
		words.addAll(1, List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off"));
		return this.context.invocation(words, fork.options());
	}

	private @Nullable Path archive(ClassDataCommand command, CommandOptions options) {
		List<String> key = new ArrayList<>(command.words());
		key.add(command.classPath());
		Kind kind;
		synchronized (this) {
			kind = this.kinds.get(key);
			if (kind == null) {
				if (this.kinds.size() == MAX_KINDS) {
					return null;
				}
				kind = new Kind();
				this.kinds.put(key, kind);
			}
		}
		return kind.use(command, options);
	}

	private void write(Kind kind, String name, ClassDataCommand command, CommandOptions options) {
		Path part = null;
		try {
			part = directory().begin(name);
			List<String> words = command.writing(part);
			if (words != null) {
				start(kind, name, this.context.invocation(words, options), part);
			}
		}
		catch (IOException | RuntimeException ex) {
			failed(part, ex);
		}
	}

	private ClassDataDirectory directory() throws IOException {
		if (this.directory == null) {
			throw new IOException("There is no directory");
		}
		return this.directory;
	}

	private void start(Kind kind, String name, Invocation invocation, Path part) throws IOException {
		ProcessRunner runner = this.context.runner(invocation);
		Map<Integer, Redirect> redirects = Map.of(0, Redirect.IGNORE, 1, Redirect.IGNORE, 2, Redirect.IGNORE,
				ForkedProcess.CHANNEL, Redirect.SOCKET, ForkedProcess.HANDLES, Redirect.SOCKET);
		SpareProcess process;
		synchronized (this) {
			if (this.closed || this.writer != null) {
				return;
			}
			process = new SpareProcess(runner.startSpare(invocation, redirects), redirects.keySet(),
					runner.resources().loop());
			this.writer = process;
		}
		process.gone().thenAccept((status) -> runner.resources().callbacks().execute(() -> {
			ended(process);
			written(kind, name, part, status);
		}));
		try {
			process.watch();
		}
		catch (IOException ex) {
			process.abandon();
			throw ex;
		}
		runner.resources().loop().schedule(LIMIT, process::discard);
	}

	private synchronized void ended(SpareProcess process) {
		this.writer = (this.writer != process) ? this.writer : null;
	}

	private void written(Kind kind, String name, Path part, @Nullable WaitStatus status) {
		try {
			if (!WaitStatus.exited(0).equals(status) || Files.notExists(part)) {
				throw new IOException("The JVM ended with " + status);
			}
			kind.found(directory().finish(part, name));
		}
		catch (IOException ex) {
			failed(part, ex);
		}
	}

	private void failed(@Nullable Path part, Exception reason) {
		logger.debug("No archive of class data was written for forks to " + this.directory, reason);
		if (part != null) {
			try {
				Files.deleteIfExists(part);
			}
			catch (IOException ex) {
				logger.debug("A part of an archive is left", ex);
			}
		}
	}

	@Override
	public void close() {
		SpareProcess last;
		synchronized (this) {
			this.closed = true;
			last = this.writer;
		}
		if (last != null) {
			last.discard();
			SpareProcess.awaitGone(List.of(last));
		}
	}

	/**
	 * Forks that can use the same archive.
	 */
	private final class Kind {

		private int uses;

		private @Nullable Path archive;

		synchronized @Nullable Path use(ClassDataCommand command, CommandOptions options) {
			if (this.uses == 0) {
				find(command);
			}
			Path found = this.archive;
			if (found != null) {
				return Files.exists(found) ? found : null;
			}
			if (this.uses != NOT_WRITTEN && ++this.uses == USES_BEFORE) {
				this.uses = NOT_WRITTEN;
				writeLater(command, options);
			}
			return null;
		}

		private void find(ClassDataCommand command) {
			try {
				this.archive = directory().find(command.archiveName());
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("Forks use no archive of class data", ex);
				this.uses = NOT_WRITTEN;
			}
		}

		private void writeLater(ClassDataCommand command, CommandOptions options) {
			try {
				String name = command.archiveName();
				EngineResources resources = ClassDataArchives.this.context
					.runner(ClassDataArchives.this.context.invocation(command.words(), options))
					.resources();
				resources.loop()
					.schedule(ClassDataArchives.this.delay,
							() -> resources.callbacks().execute(() -> write(this, name, command, options)));
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("No archive of class data is written for forks", ex);
			}
		}

		synchronized void found(Path written) {
			this.archive = written;
		}

	}

}
