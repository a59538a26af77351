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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.WaitStatus;
import io.forkit.process.engine.EngineProcess.Descendant;
import io.forkit.process.engine.Loop;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outcome of a program that is over, reaps it and tells what became of it.
 * Belongs to the loop, but for {@link #outcome()} and {@link #abandon()}.
 */
final class ProcessConclusion {

	private static final Log logger = LogFactory.getLog(ProcessConclusion.class);

	private static final Duration REAP_INTERVAL = Duration.ofMillis(100);

	private final RunningProcess program;

	private final ProcessTree tree;

	private final Loop loop;

	private final ProcessListener listener;

	private final long startedAt;

	private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

	private @Nullable IOException problem;

	ProcessConclusion(RunningProcess program, ProcessTree tree, Loop loop, ProcessListener listener, long startedAt) {
		this.program = program;
		this.tree = tree;
		this.loop = loop;
		this.listener = listener;
		this.startedAt = startedAt;
	}

	CompletableFuture<Outcome> outcome() {
		return this.outcome;
	}

	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.startedAt);
	}

	/**
	 * Note what went wrong.
	 * @param reason the failure
	 */
	void problem(IOException reason) {
		this.problem = reason;
	}

	/**
	 * Give the command up if it has not come to an end.
	 * @return whether it had not
	 */
	boolean abandon() {
		return complete(new Outcome(this.program.invocation(), Ending.CLOSED, null, null, null));
	}

	/**
	 * Reap the program and tell the outcome.
	 * @param ending why it was ended, or {@code null} if it was not
	 */
	void draw(@Nullable Ending ending) {
		ProgramStreams streams = this.program.streams();
		streams.close();
		boolean complete = streams.areComplete();
		WaitStatus status = reap();
		if (status == null) {
			complete(ending, null);
			return;
		}
		if (this.program.invocation().options().ownsTree() && this.program.process().hasLeftProcesses()) {
			this.program.process().findDescendants((left) -> {
				try {
					complete(ending, result(status, complete, left));
				}
				catch (Throwable ex) {
					fail(ending, ex);
				}
			});
			return;
		}
		complete(ending, result(status, complete, List.of()));
	}

	/**
	 * Tell that there is no result.
	 * @param ending why the program was ended, or {@code null} if it was not
	 * @param reason why there is none
	 */
	void fail(@Nullable Ending ending, Throwable reason) {
		this.problem = new IOException("The result could not be made", reason);
		complete(ending, null);
	}

	private void complete(@Nullable Ending ending, @Nullable ProcessResult result) {
		IOException reason = (this.problem != null) ? this.problem : this.tree.problem();
		complete(new Outcome(this.program.invocation(), ending, result, reason, this.program.streams().failure()));
	}

	private boolean complete(Outcome last) {
		if (!this.outcome.complete(last)) {
			return false;
		}
		try {
			this.listener.closed(last);
		}
		catch (Throwable ex) {
			logger.error("The end of " + this + " could not be told", ex);
		}
		return true;
	}

	private ProcessResult result(WaitStatus status, boolean complete, List<Descendant> left) {
		Invocation invocation = this.program.invocation();
		ProgramStreams streams = this.program.streams();
		return new ProcessResult(invocation, this.program.process().pid(), new ExitStatus(status), elapsed(),
				streams.bytes(1), streams.bytes(2), invocation.options().charset, !complete, streams.file(1),
				streams.file(2),
				left.stream().map((process) -> new LeftProcess(process.pid(), process.command())).toList());
	}

	private @Nullable WaitStatus reap() {
		try {
			WaitStatus status = this.program.process().reap();
			if (status == null) {
				this.loop.schedule(REAP_INTERVAL, this::reap);
			}
			return status;
		}
		catch (IOException ex) {
			this.problem = ex;
			return null;
		}
	}

	@Override
	public String toString() {
		return "Command [" + this.program.invocation().text() + "] with pid " + this.program.process().pid();
	}

}
