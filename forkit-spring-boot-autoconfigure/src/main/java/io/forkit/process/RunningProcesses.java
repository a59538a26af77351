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

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Waits for programs that were started together.
 */
final class RunningProcesses {

	private RunningProcesses() {
	}

	/**
	 * Return when all of the programs are over.
	 * @param processes the programs
	 * @return a future to which the same applies as to an {@link #outcome()}
	 */
	static CompletableFuture<Void> allOver(Collection<RunningProcess> processes) {
		return CompletableFuture
			.allOf(processes.stream().map(RunningProcess::outcome).toArray(CompletableFuture[]::new));
	}

	/**
	 * Wait until all of the programs are over. If the thread is interrupted they are
	 * ended, and this returns when that is done, with the interrupt flag set.
	 * @param processes the programs
	 * @return their outcomes in the same order
	 */
	static List<Outcome> awaitAll(List<RunningProcess> processes) {
		CompletableFuture<Void> all = allOver(processes);
		try {
			all.get();
		}
		catch (InterruptedException ex) {
			processes.forEach((process) -> process.requestEnd(Ending.INTERRUPTED));
			Thread.currentThread().interrupt();
			// Not interruptible, but bounded by grace and drain timeout.
			all.join();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		return outcomes(processes);
	}

	/**
	 * Return the outcomes of programs that are over.
	 * @param processes the programs
	 * @return their outcomes in the same order
	 */
	static List<Outcome> outcomes(List<RunningProcess> processes) {
		return processes.stream().map((process) -> process.outcome().join()).toList();
	}

}
