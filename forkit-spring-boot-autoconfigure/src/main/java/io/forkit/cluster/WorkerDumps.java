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

package io.forkit.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.watch.HealthSettings;
import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.Signal;
import io.forkit.process.ProcessTemplate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a worker does that hangs: its threads into the log of this process,
 * its heap into a file. What cannot be had is said and no more: nothing here fails.
 * <p>
 * Thread-safe.
 */
final class WorkerDumps {

	private static final Log logger = LogFactory.getLog(HungWorkers.class);

	// The JVM prints this line behind the threads.
	private static final String END_OF_THREADS = "JNI global refs";

	private static final int LONGEST = 4 * 1024 * 1024;

	private final HealthSettings.Dump settings;

	private final HealthTopic topic;

	private final @Nullable Path outputDirectory;

	private final @Nullable HeapFiles heaps;

	/**
	 * Create dumps.
	 * @param settings what is written down
	 * @param topic asks the workers
	 * @param outputDirectory where their standard output goes, or {@code null} for that
	 * of this process
	 */
	WorkerDumps(HealthSettings.Dump settings, HealthTopic topic, @Nullable Path outputDirectory) {
		this.settings = settings;
		this.topic = topic;
		this.outputDirectory = outputDirectory;
		Path directory = settings.heapDirectory();
		this.heaps = (directory != null) ? new HeapFiles(directory, settings.heapFiles()) : null;
	}

	/**
	 * Write down what a worker does.
	 * @param worker the worker
	 * @param answers whether it can be asked
	 * @param first whether nothing was written down yet of what is wrong with it. Its
	 * heap is written once
	 * @return completed when that is done, within its limits
	 */
	CompletableFuture<@Nullable Void> take(WorkerView worker, boolean answers, boolean first) {
		CompletableFuture<@Nullable Void> threads = threads(worker, answers);
		return (first ? threads.thenCompose((done) -> heap(worker, answers)) : threads).exceptionally((ex) -> {
			logger.error("%s cannot be looked into".formatted(worker), ex);
			return null;
		});
	}

	private CompletableFuture<@Nullable Void> threads(WorkerView worker, boolean answers) {
		if (!this.settings.threads()) {
			return CompletableFuture.completedFuture(null);
		}
		if (!answers) {
			return printThreads(worker);
		}
		return this.topic.threads(worker.id(), this.settings.threadsTimeout()).handle((text, ex) -> {
			if (ex != null) {
				logger.warn("%s does not tell what its threads do: %s".formatted(worker, reason(ex)));
				return printThreads(worker);
			}
			logger.error("The threads of %s:%n%s".formatted(worker, text));
			return CompletableFuture.<@Nullable Void>completedFuture(null);
		}).thenCompose((done) -> done);
	}

	/** A JVM prints its threads at SIGQUIT, as long as it can stop them. */
	private CompletableFuture<@Nullable Void> printThreads(WorkerView worker) {
		if (!catchesQuit(worker.pid())) {
			logger.warn("%s does not print its threads: its JVM does not handle SIGQUIT (-Xrs)".formatted(worker));
			return CompletableFuture.completedFuture(null);
		}
		Captured captured = new Captured();
		MessageSubscription subscription = subscribe(worker, captured);
		if (subscription == null) {
			logger.error("%s is to print its threads to %s".formatted(worker, (this.outputDirectory != null)
					? this.outputDirectory.resolve("worker-" + worker.slot() + ".log") : "the standard output"));
		}
		worker.kill(Signal.SIGQUIT);
		return captured.end.completeOnTimeout(null, this.settings.threadsTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.thenRunAsync(() -> {
				if (subscription != null) {
					subscription.close();
					logger.error("The threads of %s, as far as it has printed them:%n%s".formatted(worker, captured));
				}
			});
	}

	private static @Nullable MessageSubscription subscribe(WorkerView worker, Captured captured) {
		try {
			return worker.onOutput((output) -> captured.add(output.line()));
		}
		catch (IllegalStateException ex) {
			// It is not silent.
			return null;
		}
	}

	/** Whoever does not handle this signal would end at once. */
	private static boolean catchesQuit(long pid) {
		try {
			String status = Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
			return status.lines()
				.filter((line) -> line.startsWith("SigCgt:"))
				.map((line) -> new BigInteger(line.substring("SigCgt:".length()).strip(), 16))
				.anyMatch((caught) -> caught.testBit(Signal.SIGQUIT.number() - 1));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private CompletableFuture<@Nullable Void> heap(WorkerView worker, boolean answers) {
		HeapFiles files = this.heaps;
		if (files == null) {
			return CompletableFuture.completedFuture(null);
		}
		Path file = files.next(worker.slot(), worker.pid());
		Duration limit = this.settings.heapTimeout();
		CompletableFuture<@Nullable Void> written = answers ? this.topic.heap(worker.id(), file, limit)
				: attach(worker, file, limit);
		// Not on the loop of the channels, because files are deleted.
		return written.handleAsync((done, ex) -> {
			if (ex != null) {
				logger.error("The heap of %s is not written to '%s': %s".formatted(worker, file, reason(ex)));
			}
			else {
				logger.error("The heap of %s is in '%s'".formatted(worker, file));
			}
			files.deleteOldest();
			return null;
		});
	}

	/** By the tool of the JDK, which can be ended when it takes too long. */
	private static CompletableFuture<@Nullable Void> attach(WorkerView worker, Path file, Duration limit) {
		Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
		if (!Files.isExecutable(jcmd)) {
			return CompletableFuture.failedFuture(new IllegalStateException(
					"its JVM does not answer, and there is no '%s' to attach to it".formatted(jcmd)));
		}
		Executor thread = (task) -> {
			Thread created = new Thread(task, "forkit-heap-dump");
			created.setDaemon(true);
			created.start();
		};
		return CompletableFuture.runAsync(() -> {
			try (ProcessTemplate processes = ProcessTemplate.create()) {
				Files.createDirectories(file.getParent());
				processes.execFile(jcmd.toString(), Long.toString(worker.pid()), "GC.heap_dump", file.toString())
					.timeout(limit)
					.run();
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		}, thread);
	}

	private static String reason(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	/**
	 * What a silent worker prints.
	 */
	private static final class Captured {

		private final StringBuilder text = new StringBuilder();

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		synchronized void add(String line) {
			if (this.text.length() < LONGEST) {
				this.text.append(line).append('\n');
			}
			if (line.startsWith(END_OF_THREADS)) {
				this.end.complete(null);
			}
		}

		@Override
		public synchronized String toString() {
			return this.text.toString();
		}

	}

}
