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
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the specs of a template start programs with.
 * <p>
 * Thread-safe.
 */
final class TemplateContext implements AutoCloseable {

	private final ProcessRunner.EngineFactory engines;

	private final @Nullable Executor executor;

	private final ExecutablePolicy policy;

	private final @Nullable Admission admission;

	private final SecretMasks masks;

	private final CommandObservations observations;

	private @Nullable ProcessRunner runner;

	private boolean closed;

	TemplateContext(ProcessRunner.EngineFactory engines, @Nullable Executor executor, ExecutablePolicy policy,
			@Nullable Admission admission, SecretMasks masks, CommandObservations observations) {
		this.engines = engines;
		this.executor = executor;
		this.policy = policy;
		this.admission = admission;
		this.masks = masks;
		this.observations = observations;
	}

	Invocation invocation(List<String> command, CommandOptions options) {
		return new Invocation(command, options.copy(), this.masks, null);
	}

	/**
	 * Return what starts programs, made when the first one is to be started.
	 * @param invocation who asks
	 * @return the runner
	 */
	synchronized ProcessRunner runner(Invocation invocation) {
		if (this.closed) {
			throw new IllegalStateException("The process template has been closed");
		}
		if (this.runner == null) {
			try {
				this.runner = new ProcessRunner(this.engines, this.executor, this.policy);
			}
			catch (IOException ex) {
				ProcessStartException failure = new ExecutableFinder(invocation).explain(Path.of(""), ex);
				this.observations.notStartable(invocation, failure);
				throw failure;
			}
		}
		return this.runner;
	}

	synchronized @Nullable ProcessRunner startedRunner() {
		return this.runner;
	}

	/**
	 * Start programs together, when it is their turn.
	 * @param stages the programs
	 * @return the running programs
	 */
	List<RunningProcess> start(List<ProcessRunner.Stage> stages) {
		return this.observations.observe(stages, this::startInTurn);
	}

	private List<RunningProcess> startInTurn(List<ProcessRunner.Stage> stages) {
		Invocation first = stages.get(0).invocation();
		if (Thread.currentThread().isInterrupted()) {
			throw new ProcessCancelledException(first, "the thread was interrupted before the start", null,
					new InterruptedException());
		}
		ProcessRunner starter = runner(first);
		awaitTurn(first);
		return started(starter, () -> starter.start(stages));
	}

	/**
	 * Start programs together, when it is their turn, on a thread of the executor.
	 * @param stages the programs
	 * @param result what they are started for; if it is done before, they need not be
	 * @return a future of the running programs
	 */
	CompletableFuture<List<RunningProcess>> startLater(List<ProcessRunner.Stage> stages, CompletableFuture<?> result) {
		return this.observations.observeLater(stages, (observed) -> startInTurnLater(observed, result));
	}

	private CompletableFuture<List<RunningProcess>> startInTurnLater(List<ProcessRunner.Stage> stages,
			CompletableFuture<?> result) {
		ProcessRunner starter = runner(stages.get(0).invocation());
		CompletableFuture<Void> turn = (this.admission != null) ? this.admission.enter(stages.get(0).invocation())
				: CompletableFuture.completedFuture(null);
		AtomicBoolean tried = new AtomicBoolean();
		CompletableFuture<List<RunningProcess>> started = turn.thenApplyAsync((ignored) -> {
			tried.set(true);
			return started(starter, () -> {
				if (result.isDone()) {
					throw new CancellationException();
				}
				return starter.start(stages);
			});
		}, starter.resources().callbacks());
		if (this.admission != null) {
			Admission place = this.admission;
			result.whenComplete((ignored, ex) -> {
				if (!turn.isDone()) {
					place.withdraw(turn);
				}
			});
			started.whenComplete((processes, ex) -> {
				// The executor has refused the task, which cannot give the place back
				// then.
				if (ex != null && !tried.get() && !turn.isCompletedExceptionally()) {
					place.leave();
				}
			});
		}
		return started;
	}

	private List<RunningProcess> started(ProcessRunner starter, Supplier<List<RunningProcess>> start) {
		boolean started = false;
		try {
			List<RunningProcess> processes = start.get();
			started = true;
			this.observations.follow(processes, starter.resources().callbacks());
			if (this.admission != null) {
				RunningProcesses.allOver(processes).whenComplete((ignored, ex) -> this.admission.leave());
			}
			return processes;
		}
		finally {
			if (!started && this.admission != null) {
				this.admission.leave();
			}
		}
	}

	private void awaitTurn(Invocation invocation) {
		if (this.admission == null) {
			return;
		}
		CompletableFuture<Void> turn = this.admission.enter(invocation);
		try {
			turn.get();
		}
		catch (InterruptedException ex) {
			if (!this.admission.withdraw(turn)) {
				this.admission.leave();
			}
			Thread.currentThread().interrupt();
			throw new ProcessCancelledException(invocation, "the thread was interrupted before the start", null, ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ProcessException reason) {
				throw reason;
			}
			throw new IllegalStateException(ex.getCause().getMessage(), ex.getCause());
		}
	}

	/**
	 * Return how many programs are waiting for their turn.
	 * @return the number
	 */
	int waiting() {
		return (this.admission != null) ? this.admission.waiting() : 0;
	}

	@Override
	public void close() {
		ProcessRunner last;
		synchronized (this) {
			this.closed = true;
			last = this.runner;
		}
		if (this.admission != null) {
			this.admission.close(new IllegalStateException("The process template has been closed"));
		}
		if (last != null) {
			last.close();
		}
	}

}
