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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * A future of what programs that are started together leave, which ends them when it is
 * completed early.
 *
 * @param <T> the type of the result
 */
final class OutcomeFuture<T> extends CompletableFuture<T> {

	private final Function<List<Outcome>, T> result;

	OutcomeFuture(Function<List<Outcome>, T> result) {
		this.result = result;
	}

	/**
	 * Start the programs and complete when all are done.
	 * @param context starts them
	 * @param stages the programs
	 */
	void follow(TemplateContext context, List<ProcessRunner.Stage> stages) {
		ProcessRunner runner;
		CompletableFuture<List<RunningProcess>> started;
		try {
			runner = context.runner(stages.get(0).invocation());
			started = context.startLater(stages, this);
		}
		catch (ProcessException ex) {
			completeExceptionally(ex);
			return;
		}
		started.whenComplete((processes, failure) -> {
			if (failure != null) {
				fail(runner, (failure instanceof CompletionException wrapped && wrapped.getCause() != null)
						? wrapped.getCause() : failure);
				return;
			}
			follow(runner, processes);
		});
	}

	/**
	 * A turn that does not come is told by a thread that is not for dependents.
	 */
	private void fail(ProcessRunner runner, Throwable failure) {
		try {
			runner.resources().callbacks().execute(() -> completeExceptionally(failure));
		}
		catch (RuntimeException ex) {
			completeExceptionally(failure);
		}
	}

	private void follow(ProcessRunner runner, List<RunningProcess> processes) {
		whenComplete((value, ex) -> processes.forEach((process) -> {
			if (!process.outcome().isDone()) {
				process.requestEnd(Ending.CANCELLED);
			}
		}));
		RunningProcesses.allOver(processes)
			.thenRunAsync(() -> completeWith(processes), runner.resources().callbacks())
			.exceptionally((ex) -> {
				// No thread could be made, for example: better to fail here than never.
				completeExceptionally(ex);
				return null;
			});
	}

	private void completeWith(List<RunningProcess> processes) {
		try {
			complete(this.result.apply(RunningProcesses.outcomes(processes)));
		}
		catch (RuntimeException ex) {
			completeExceptionally(ex);
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		// What is derived from this one is an ordinary future, and ends nothing.
		return new CompletableFuture<>();
	}

}
