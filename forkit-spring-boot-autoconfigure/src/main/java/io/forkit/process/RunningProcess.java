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
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.Loop;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A program from its start to its end. All state belongs to the loop; others only call
 * {@link #requestEnd} and wait for the outcome.
 * <p>
 * The program is reaped last of all: until then its process group can be signalled
 * without any danger that the number belongs to others by now. One timer is enough, as
 * its phases follow each other: the timeout, the grace after the first signal, the wait
 * for what is left.
 */
final class RunningProcess {

	private static final Log logger = LogFactory.getLog(RunningProcess.class);

	private static final Duration REAP_INTERVAL = Duration.ofMillis(100);

	// For the kernel to end what was killed, and for a task to hand on what was read.
	private static final Duration LAST_MOMENT = Duration.ofMillis(500);

	private final Invocation invocation;

	private final EngineProcess process;

	private final Loop loop;

	private final ProgramStreams streams = new ProgramStreams();

	private final ProcessTree tree;

	private final ProcessListener listener;

	private final ProcessConclusion conclusion;

	private Loop.@Nullable Timer timer;

	private Phase phase = Phase.RUNNING;

	private @Nullable Ending ending;

	private volatile @Nullable Signal endingSignal;

	private boolean ended;

	private boolean treeGone;

	RunningProcess(Invocation invocation, EngineProcess process, Loop loop, ProcessListener listener, long startedAt) {
		this.invocation = invocation;
		this.process = process;
		this.loop = loop;
		this.tree = new ProcessTree(process, loop, () -> this.phase == Phase.FINISHED);
		this.listener = listener;
		this.conclusion = new ProcessConclusion(this, this.tree, loop, listener, startedAt);
	}

	/**
	 * Return what will be known at the end. Completed on the loop: dependents must be
	 * asynchronous, or short.
	 * @return the future outcome
	 */
	CompletableFuture<Outcome> outcome() {
		return this.conclusion.outcome();
	}

	Invocation invocation() {
		return this.invocation;
	}

	ProgramStreams streams() {
		return this.streams;
	}

	EngineProcess process() {
		return this.process;
	}

	private CommandOptions options() {
		return this.invocation.options();
	}

	/**
	 * Return when the command will be done at the latest, once it is asked to end.
	 * @return the duration
	 */
	Duration longestEnd() {
		return options().killGrace.plus(options().drainTimeout).plus(LAST_MOMENT);
	}

	/**
	 * Ask from any thread to end the program. Does nothing if it has ended or is being
	 * ended already.
	 * @param reason why
	 */
	void requestEnd(Ending reason) {
		this.loop.execute(() -> end(reason));
	}

	/**
	 * Ask from any thread to send a signal to the program and all its descendants.
	 * @param signal the signal
	 */
	void requestSignal(Signal signal) {
		this.loop.execute(() -> {
			if (this.phase != Phase.FINISHED) {
				this.tree.signal(signal);
			}
		});
	}

	/**
	 * Return the last signal that was sent because the program is to end.
	 * @return the signal, or {@code null} if there was none
	 */
	@Nullable Signal endingSignal() {
		return this.endingSignal;
	}

	/**
	 * Give the command up if it has not come to an end.
	 * @return whether it had not
	 */
	boolean abandon() {
		return this.conclusion.abandon();
	}

	/**
	 * Begin to watch. Not on the loop, which would cost a change of threads: so the watch
	 * for the end comes last, and nothing is over before that.
	 */
	void begin() {
		Duration timeout = options().timeout;
		if (timeout != null) {
			this.loop.execute(() -> startTimeout(timeout));
		}
		this.streams.outputs().forEach((output) -> output.start(this::streamEnded));
		this.streams.inputs().forEach(InputFeeder::start);
		try {
			this.process.onExit(this::programEnded);
		}
		catch (IOException ex) {
			this.loop.execute(() -> giveUp(ex));
		}
	}

	private void startTimeout(Duration timeout) {
		if (this.phase == Phase.RUNNING) {
			setTimer(left(timeout), () -> end(Ending.TIMEOUT));
		}
	}

	private Duration left(Duration timeout) {
		Duration left = timeout.minus(this.conclusion.elapsed());
		return left.isNegative() ? Duration.ZERO : left;
	}

	private void giveUp(IOException reason) {
		this.conclusion.problem(reason);
		this.ending = Ending.NOT_WATCHED;
		kill();
		setTimer(REAP_INTERVAL, this::finish);
	}

	private void streamEnded() {
		if (this.streams.failure() != null) {
			end(Ending.STREAM_FAILED);
		}
		settle();
	}

	private void programEnded() {
		if (this.phase == Phase.FINISHED) {
			return;
		}
		this.ended = true;
		try {
			WaitStatus status = this.process.status();
			if (status != null) {
				this.listener.exited(new ExitStatus(status));
			}
		}
		catch (IOException ex) {
			this.conclusion.problem(ex);
		}
		catch (Throwable ex) {
			// Whoever listens, the program must be reaped.
			logger.error("The end of " + this + " could not be told", ex);
		}
		this.streams.inputs().forEach(InputFeeder::close);
		this.streams.outputs().forEach(OutputConsumer::programEnded);
		if (this.phase == Phase.RUNNING) {
			if (options().killDescendants && options().ownsTree()) {
				endDescendants();
			}
			else {
				drain();
			}
		}
		else if (this.phase == Phase.TERMINATING) {
			awaitTree();
		}
		settle();
	}

	/**
	 * The program has ended by itself: read what it has written, and wait a moment for
	 * others who may be writing still.
	 */
	private void drain() {
		this.phase = Phase.DRAINING;
		setTimer(options().drainTimeout, () -> {
			this.streams.outputs().forEach(OutputConsumer::drainTimeoutOver);
			awaitTargets();
			settle();
		});
	}

	/**
	 * All that is left to do is to hand on what was read, to targets that may be slow:
	 * they have until the timeout of the command, if it has one.
	 */
	private void awaitTargets() {
		Duration timeout = options().timeout;
		if (timeout != null) {
			Duration left = left(timeout);
			setTimer((left.compareTo(LAST_MOMENT) > 0) ? left : LAST_MOMENT, () -> end(Ending.TIMEOUT));
		}
	}

	private void endDescendants() {
		this.phase = Phase.TERMINATING;
		this.tree.signal(options().killSignal);
		setTimer(options().killGrace, this::kill);
		awaitTree();
	}

	void end(Ending reason) {
		if (this.ending != null || this.phase == Phase.FINISHED || outcome().isDone()) {
			return;
		}
		this.ending = reason;
		this.phase = Phase.TERMINATING;
		this.endingSignal = options().killSignal;
		if (!options().ownsTree()) {
			signalAlone(options().killSignal);
		}
		else if (options().killSignal != Signal.SIGKILL) {
			this.tree.signal(options().killSignal);
		}
		if (options().killSignal == Signal.SIGKILL) {
			kill();
			return;
		}
		setTimer(options().killGrace, this::kill);
		if (this.ended) {
			awaitTree();
		}
	}

	private void signalAlone(Signal signal) {
		try {
			this.process.signal(signal);
		}
		catch (IOException ex) {
			this.conclusion.problem(ex);
		}
	}

	/**
	 * The program has ended, at its own will or not; its descendants have what is left of
	 * the grace.
	 */
	private void awaitTree() {
		if (options().ownsTree()) {
			this.tree.awaitEnd(() -> this.phase != Phase.TERMINATING, this::treeGone);
		}
		else {
			treeGone();
		}
	}

	private void treeGone() {
		this.treeGone = true;
		if (this.phase == Phase.TERMINATING) {
			// Who still holds the output is none of ours, or it is read slowly here.
			setTimer(options().drainTimeout, this::finish);
		}
		settle();
	}

	private void kill() {
		if (this.phase == Phase.FINISHED) {
			return;
		}
		this.phase = Phase.KILLED;
		if (!this.ended) {
			this.endingSignal = Signal.SIGKILL;
		}
		if (options().ownsTree()) {
			this.tree.kill(() -> this.phase == Phase.FINISHED, this::treeGone);
		}
		else {
			signalAlone(Signal.SIGKILL);
			this.treeGone = true;
		}
		// Not even SIGKILL ends a process that waits for a broken disk: nobody shall wait
		// for that.
		Duration drainTimeout = options().drainTimeout;
		setTimer(this.ended ? drainTimeout : drainTimeout.plus(LAST_MOMENT), this::finish);
	}

	private void settle() {
		boolean treeSettled = this.phase == Phase.DRAINING || this.treeGone;
		if (this.ended && treeSettled && this.streams.haveEnded()) {
			finish();
		}
	}

	private void setTimer(Duration delay, Runnable task) {
		cancelTimer();
		this.timer = this.loop.schedule(delay, task);
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
		}
	}

	private void finish() {
		if (this.phase == Phase.FINISHED) {
			return;
		}
		this.phase = Phase.FINISHED;
		cancelTimer();
		try {
			this.conclusion.draw(this.ending);
		}
		catch (Throwable ex) {
			// No memory for the result, for example: better a failure than no end.
			this.conclusion.fail(this.ending, ex);
		}
	}

	@Override
	public String toString() {
		return this.conclusion.toString();
	}

	/**
	 * How far a program has come.
	 */
	private enum Phase {

		/** Neither has it ended nor is it being ended. */
		RUNNING,

		/** It has ended by itself, its output may have not. */
		DRAINING,

		/** It, or what it has left, was asked to end and has time to. */
		TERMINATING,

		/** That time is over. */
		KILLED,

		/** Nothing more is awaited. */
		FINISHED

	}

}
