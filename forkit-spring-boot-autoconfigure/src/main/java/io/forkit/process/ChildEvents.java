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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the user what becomes of a spawned program, by callbacks and futures: in order,
 * and never on the loop as long as the executor takes tasks.
 */
final class ChildEvents implements ProcessListener {

	private static final Log logger = LogFactory.getLog(ChildEvents.class);

	private final ChildProcess child;

	private final ChildCallbacks callbacks;

	private final SerialExecutor serial;

	private final Executor parallel;

	private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

	private final CompletableFuture<ExitStatus> onExit = new CompletableFuture<>();

	private final CompletableFuture<ProcessResult> onClose = new CompletableFuture<>();

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	ChildEvents(ChildProcess child, ChildCallbacks callbacks, SerialExecutor serial, Executor parallel) {
		this.child = child;
		this.callbacks = callbacks;
		this.serial = serial;
		this.parallel = parallel;
	}

	/**
	 * Return how the program ended, completed on the loop: without dependents only.
	 * @return the future status
	 */
	CompletableFuture<ExitStatus> ended() {
		return this.ended;
	}

	CompletableFuture<ExitStatus> onExit() {
		return this.onExit;
	}

	CompletableFuture<ProcessResult> onClose() {
		return this.onClose;
	}

	/**
	 * Tell that the program was started, before anything else can be told. Where the
	 * executor refuses this, it is better known now, and the program is ended.
	 */
	void spawned() {
		this.serial.execute(() -> this.callbacks.spawned.accept(this.child));
	}

	void failed(Throwable failure) {
		handOn(this.serial, () -> this.callbacks.failed.accept(this.child, failure), () -> {
		});
	}

	@Override
	public void exited(ExitStatus status) {
		this.ended.complete(status);
		this.child.programEnded();
		Runnable completion = () -> this.onExit.complete(status);
		handOn(this.parallel, completion, completion);
		handOn(this.serial, () -> this.callbacks.exited.accept(this.child, status), () -> {
		});
	}

	@Override
	public void closed(Outcome outcome) {
		if (outcome.result() == null) {
			this.ended.completeExceptionally(notLearnt(outcome.problem()));
		}
		this.child.programEnded();
		this.child.otherEnds().whenComplete((ignored, ex) -> allClosed(outcome));
	}

	@Override
	public CompletableFuture<Void> told() {
		return this.told;
	}

	private void allClosed(Outcome outcome) {
		ProcessResult result = outcome.result();
		IOException problem = outcome.problem();
		Stream.of(problem, outcome.streamFailure()).filter(Objects::nonNull).forEach(this::failed);
		handOn(this.serial, () -> {
			outcome.endObservation();
			complete(result, problem);
			if (result != null) {
				this.callbacks.closed.accept(this.child, result);
			}
		}, () -> complete(result, problem));
		// What was handed on is run, even if the executor is shut down now.
		this.told.complete(null);
	}

	private void complete(@Nullable ProcessResult result, @Nullable IOException problem) {
		if (result != null) {
			// Another thread may not have come to it yet.
			this.onExit.complete(result.status());
			this.onClose.complete(result);
			return;
		}
		this.onExit.completeExceptionally(notLearnt(problem));
		this.onClose.completeExceptionally(notLearnt(problem));
	}

	private static IllegalStateException notLearnt(@Nullable IOException problem) {
		return new IllegalStateException("The end could not be learnt", problem);
	}

	/**
	 * Where the executor refuses to run callbacks they are lost, but not the end of the
	 * program.
	 */
	private static void handOn(Executor executor, Runnable task, Runnable otherwise) {
		try {
			executor.execute(task);
		}
		catch (RuntimeException ex) {
			logger.error("A callback was refused by the executor", ex);
			otherwise.run();
		}
	}

}
