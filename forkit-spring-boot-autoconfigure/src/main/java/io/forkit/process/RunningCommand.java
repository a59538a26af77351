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

import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * A command from its start to its end. All state belongs to the thread of the event loop;
 * others only call {@link #requestEnd} and wait for the outcome.
 * <p>
 * The program is reaped last of all: until then its process group can be signalled
 * without any danger that the number belongs to others by now. One timer is enough, as
 * its phases follow each other: the timeout, the grace after the first signal, the wait
 * for output.
 */
final class RunningCommand {

	private static final Duration REAP_INTERVAL = Duration.ofMillis(100);

	private final List<String> command;

	private final CommandOptions options;

	private final EventLoop loop;

	private final ChildPid child;

	private final long startedAt;

	private final OutputReader stdout;

	private final OutputReader stderr;

	private final @Nullable InputWriter stdin;

	private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

	private EventLoop.@Nullable Registration exit;

	private EventLoop.@Nullable Timer timer;

	private @Nullable Ending ending;

	private @Nullable IOException problem;

	private boolean exited;

	RunningCommand(List<String> command, CommandOptions options, EventLoop loop, NativeBuffer buffer, Pipes pipes,
			ChildPid child, long startedAt) {
		this.command = command;
		this.options = options;
		this.loop = loop;
		this.child = child;
		this.startedAt = startedAt;
		this.stdout = new OutputReader(pipes.stdout(), buffer, options.maxBuffer(), () -> end(Ending.STDOUT_LIMIT),
				this::finishIfEnded);
		this.stderr = new OutputReader(pipes.stderr(), buffer, options.maxBuffer(), () -> end(Ending.STDERR_LIMIT),
				this::finishIfEnded);
		this.stdin = (pipes.stdin() != null && options.input() != null)
				? new InputWriter(pipes.stdin(), buffer, options.input()) : null;
	}

	/**
	 * Return what will be known at the end. Completed on the event loop: dependents must
	 * be asynchronous.
	 * @return the future outcome
	 */
	CompletableFuture<Outcome> outcome() {
		return this.outcome;
	}

	/**
	 * Return when the command will be done at the latest, once it is asked to end.
	 * @return the duration
	 */
	Duration longestEnd() {
		return this.options.killGrace().plus(this.options.drainTimeout());
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
	 * Give the command up if it has not come to an end.
	 * @return whether it had not
	 */
	boolean abandon() {
		return this.outcome.complete(new Outcome(this.command, this.options, Ending.CLOSED, null, null));
	}

	void attach() {
		try {
			this.stdout.attach(this.loop);
			this.stderr.attach(this.loop);
			if (this.stdin != null) {
				this.stdin.attach(this.loop);
			}
			this.exit = this.loop.register(this.child.fd(), EventLoop.READ, (registration, events) -> exited());
			if (this.options.timeout() != null) {
				Duration left = this.options.timeout().minus(elapsed());
				setTimer(left.isNegative() ? Duration.ZERO : left, () -> end(Ending.TIMEOUT));
			}
		}
		catch (IOException ex) {
			this.problem = ex;
			signal(Signal.SIGKILL);
			finish();
		}
	}

	private void exited() {
		this.exited = true;
		closeExit();
		if (this.stdin != null) {
			this.stdin.close();
		}
		if (this.ending == null) {
			setTimer(this.options.drainTimeout(), this::finish);
		}
		finishIfEnded();
	}

	private void end(Ending reason) {
		if (this.ending != null || this.outcome.isDone()) {
			return;
		}
		this.ending = reason;
		if (this.options.killSignal() == Signal.SIGKILL) {
			kill();
			return;
		}
		signal(this.options.killSignal());
		setTimer(this.options.killGrace(), this::kill);
	}

	private void kill() {
		signal(Signal.SIGKILL);
		// Not even SIGKILL ends a process that waits for a broken disk, nor does it reach
		// one that left the group and holds the output: nobody shall wait for those.
		setTimer(this.options.drainTimeout(), this::finish);
	}

	private void signal(Signal signal) {
		try {
			this.child.signalGroup(signal);
		}
		catch (IOException ex) {
			this.problem = ex;
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

	private void finishIfEnded() {
		if (this.exited && this.stdout.isEnded() && this.stderr.isEnded()) {
			finish();
		}
	}

	private void finish() {
		if (this.outcome.isDone()) {
			return;
		}
		cancelTimer();
		closeExit();
		if (this.ending != null) {
			// The leader may have obeyed the first signal where its descendants have not.
			signal(Signal.SIGKILL);
		}
		if (this.stdin != null) {
			this.stdin.close();
		}
		this.stdout.close();
		this.stderr.close();
		WaitStatus status = reap();
		this.outcome.complete(new Outcome(this.command, this.options, this.ending,
				(status != null) ? result(status) : null, this.problem));
	}

	private ProcessResult result(WaitStatus status) {
		boolean truncated = !this.stdout.isComplete() || !this.stderr.isComplete();
		return new ProcessResult(this.command, this.child.pid(), new ExitStatus(status), elapsed(), this.stdout.bytes(),
				this.stderr.bytes(), this.options.charset(), truncated);
	}

	private @Nullable WaitStatus reap() {
		try {
			WaitStatus status = this.child.reap();
			if (status == null) {
				this.loop.schedule(REAP_INTERVAL, this::reap);
				return null;
			}
			this.child.close();
			return status;
		}
		catch (IOException ex) {
			this.problem = ex;
			this.child.close();
			return null;
		}
	}

	private void closeExit() {
		if (this.exit != null) {
			this.exit.close();
		}
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.startedAt);
	}

	@Override
	public String toString() {
		return "Command [" + CommandText.describe(this.command) + "] with " + this.child;
	}

}
