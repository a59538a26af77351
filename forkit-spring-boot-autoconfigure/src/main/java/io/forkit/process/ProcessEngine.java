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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.forkit.posix.ChildPid;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.EventLoop;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Spawn;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Starts commands and watches all of them with one thread.
 * <p>
 * Thread-safe.
 */
final class ProcessEngine implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ProcessEngine.class);

	// As much as a pipe holds unless somebody has changed it, see pipe(7).
	private static final int BUFFER_SIZE = 64 * 1024;

	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(1);

	private final EventLoop loop;

	private final NativeBuffer buffer = new NativeBuffer(BUFFER_SIZE);

	private final ExecutorService callbacks = CallbackExecutor.create();

	private final Set<RunningCommand> running = ConcurrentHashMap.newKeySet();

	// Read by those who start: close() must not miss a program that is just starting.
	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	private boolean closed;

	ProcessEngine() throws ErrnoException {
		this.loop = new EventLoop("forkit-process");
	}

	Executor callbacks() {
		return this.callbacks;
	}

	/**
	 * Start a command.
	 * @param command the program and its arguments
	 * @param options the options
	 * @return the running command
	 * @throws ProcessStartException if it could not be started
	 * @throws IllegalStateException if this engine was closed
	 */
	RunningCommand start(List<String> command, CommandOptions options) {
		ExecutableFinder finder = new ExecutableFinder(command, options);
		Path executable = finder.find();
		this.lock.readLock().lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The process template has been closed");
			}
			return spawn(executable, command, options);
		}
		catch (ErrnoException ex) {
			throw finder.explain(executable, ex);
		}
		catch (IOException ex) {
			throw new ProcessStartException(command, String.valueOf(ex.getMessage()), ex);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private RunningCommand spawn(Path executable, List<String> command, CommandOptions options) throws IOException {
		long startedAt = System.nanoTime();
		Pipes pipes = new Pipes(options.input() != null);
		ChildPid child;
		try {
			List<byte[]> arguments = command.stream().map((word) -> word.getBytes(StandardCharsets.UTF_8)).toList();
			Spawn spawn = new Spawn(executable, arguments, options.environment().toBytes())
				.directory(options.directory());
			pipes.addTo(spawn);
			child = spawn.start();
		}
		catch (IOException | RuntimeException | Error ex) {
			pipes.close();
			throw ex;
		}
		pipes.closeChildEnds();
		RunningCommand runningCommand = new RunningCommand(command, options, this.loop, this.buffer, pipes, child,
				startedAt);
		this.running.add(runningCommand);
		runningCommand.outcome().thenRun(() -> this.running.remove(runningCommand));
		this.loop.execute(runningCommand::attach);
		return runningCommand;
	}

	@Override
	public void close() {
		this.lock.writeLock().lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		finally {
			this.lock.writeLock().unlock();
		}
		List<RunningCommand> last = List.copyOf(this.running);
		last.forEach((command) -> command.requestEnd(Ending.CLOSED));
		Duration longest = last.stream()
			.map(RunningCommand::longestEnd)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO)
			.plus(CLOSE_MARGIN);
		CompletableFuture.allOf(last.stream().map(RunningCommand::outcome).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		last.stream()
			.filter(RunningCommand::abandon)
			.forEach((command) -> logger.warn(command + " could not be ended"));
		// After the last outcome was handed on: a future whose callback is refused would
		// never be completed.
		this.loop.execute(() -> {
			this.callbacks.shutdown();
			this.loop.close();
		});
	}

}
