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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.forkit.posix.Signal;
import io.forkit.process.engine.ProgramInput;
import io.forkit.process.engine.ProgramOutput;
import io.forkit.process.engine.Redirect;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A program that was spawned, as Node's {@code ChildProcess}.
 * <p>
 * Thread-safe; each of its streams is for one thread at a time. To be closed at the end,
 * which ends the program if it is still running, and all that it has started.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://nodejs.org/api/child_process.html#class-childprocess">ChildProcess</a>
 */
public sealed class ChildProcess implements AutoCloseable permits ForkedProcess {

	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(1);

	private final SpawnStreams streams;

	private final ChildEvents events;

	private final EngineResources resources;

	private final Set<Integer> claimed = new HashSet<>();

	private volatile @Nullable Signal signalSent;

	private @Nullable RunningProcess running;

	ChildProcess(ChildCallbacks callbacks, SpawnStreams streams, SerialExecutor executor, EngineResources resources) {
		this.streams = streams;
		this.events = new ChildEvents(this, callbacks, executor, resources.callbacks());
		this.resources = resources;
	}

	StreamPlan plan() {
		return new ChildPlan();
	}

	ProcessListener listener() {
		return this.events;
	}

	/**
	 * Open what there is besides the streams, as soon as the program was started.
	 * @param process the program
	 */
	void opened(RunningProcess process) {
	}

	/**
	 * Be told on the loop that the program has ended, maybe more than once.
	 */
	void programEnded() {
	}

	/**
	 * Return what the end of this program waits for, besides its streams.
	 * @return a future of which the result does not matter
	 */
	CompletionStage<?> otherEnds() {
		return CompletableFuture.completedFuture(null);
	}

	ProgramInput shareStdin() {
		InputOutputStream input = this.streams.input(0);
		Assert.isTrue(input != null, "'other' must have a pipe as its stdin");
		return input.pipe();
	}

	ProgramOutput shareStdout() {
		OpenOutput output = this.streams.output(1);
		Assert.isTrue(output != null, "'other' must have a pipe as its stdout, and no callback for it");
		return output.share();
	}

	RunningProcess running() {
		RunningProcess process = this.running;
		Assert.state(process != null, "The program was not started");
		return process;
	}

	/**
	 * Return the process id.
	 * @return the process id, which may belong to another process once this one has ended
	 */
	public long pid() {
		return running().process().pid();
	}

	/**
	 * Return the program and its arguments.
	 * @return the command
	 */
	public List<String> command() {
		return running().invocation().command();
	}

	/**
	 * Return the stream to the program's stdin. It has no buffer: a write returns when
	 * the pipe has taken everything. Closing it is the end of the file for the program.
	 * @return the stream, the same at each call
	 * @throws IllegalStateException if stdin is no pipe
	 */
	public OutputStream stdin() {
		return to(0);
	}

	/**
	 * Return the stream from the program's stdout. It can also be read when the program
	 * has ended. Closing it lets the program get a SIGPIPE when it writes on.
	 * @return the stream
	 * @throws IllegalStateException if stdout is no pipe, has a callback or was taken
	 * before
	 */
	public InputStream stdout() {
		return from(1);
	}

	/**
	 * Return the stream from the program's stderr, as {@link #stdout()}.
	 * @return the stream
	 * @throws IllegalStateException if stderr is no pipe, has a callback or was taken
	 * before
	 */
	public InputStream stderr() {
		return from(2);
	}

	/**
	 * Return what the program writes to stdout, for one subscriber. No more is read from
	 * the program than was asked for. Each buffer belongs to the subscriber, who is
	 * called on the template's executor.
	 * @return the publisher
	 * @throws IllegalStateException if stdout is no pipe, has a callback or was taken
	 * before
	 */
	public Flow.Publisher<ByteBuffer> stdoutPublisher() {
		return publisher(1);
	}

	/**
	 * Return what the program writes to stderr, as {@link #stdoutPublisher()}.
	 * @return the publisher
	 * @throws IllegalStateException if stderr is no pipe, has a callback or was taken
	 * before
	 */
	public Flow.Publisher<ByteBuffer> stderrPublisher() {
		return publisher(2);
	}

	/**
	 * Return the stream to one of the program's descriptors.
	 * @param descriptor the number in the program: 0, or one from 3 on
	 * @return the stream, the same at each call
	 * @throws IllegalStateException if that is no pipe
	 */
	public OutputStream to(int descriptor) {
		InputOutputStream stream = this.streams.input(descriptor);
		Assert.state(stream != null, () -> "Descriptor " + descriptor + " is no pipe to the program");
		return stream;
	}

	/**
	 * Return the stream from one of the program's descriptors.
	 * @param descriptor the number in the program: 1 or more
	 * @return the stream
	 * @throws IllegalStateException if that is no pipe, has a callback or was taken
	 * before
	 */
	public InputStream from(int descriptor) {
		return new OutputInputStream(claim(descriptor));
	}

	private Flow.Publisher<ByteBuffer> publisher(int descriptor) {
		return new OutputPublisher(claim(descriptor), this.resources.callbacks(), this.resources.buffers());
	}

	private synchronized OpenOutput claim(int descriptor) {
		OpenOutput output = this.streams.output(descriptor);
		Assert.state(output != null,
				() -> "Descriptor " + descriptor + " is no pipe from the program, or has a callback");
		Assert.state(this.claimed.add(descriptor), () -> "Descriptor " + descriptor + " was taken before");
		return output;
	}

	/**
	 * Send SIGTERM to the program, and to nothing else: as Node does.
	 * @return {@code false} if it has ended
	 */
	public boolean kill() {
		return kill(Signal.SIGTERM);
	}

	/**
	 * Send a signal to the program, and to nothing else. Never reaches a later process of
	 * the same number.
	 * @param signal the signal
	 * @return {@code false} if the program has ended, or may not be signalled, which is
	 * told to {@link StreamingSpec#onError}
	 */
	public boolean kill(Signal signal) {
		Assert.notNull(signal, "'signal' must not be null");
		try {
			boolean sent = isAlive() && running().process().signal(signal);
			if (sent) {
				this.signalSent = signal;
			}
			return sent;
		}
		catch (IOException ex) {
			if (isAlive()) {
				this.events.failed(ex);
			}
			return false;
		}
	}

	/**
	 * Send a signal to the program and all that it has started. Those that have left its
	 * process group get it a moment later, when they are found.
	 * @param signal the signal
	 */
	public void killTree(Signal signal) {
		Assert.notNull(signal, "'signal' must not be null");
		this.signalSent = signal;
		running().requestSignal(signal);
	}

	/**
	 * Return the last signal that was sent to the program through this object or because
	 * it is to end, whatever has become of it.
	 * @return the signal, or empty if none was sent
	 */
	public Optional<Signal> signalSent() {
		Signal ending = running().endingSignal();
		return Optional.ofNullable((ending != null) ? ending : this.signalSent);
	}

	/**
	 * Return whether the program has not ended yet.
	 * @return whether it is alive
	 */
	public boolean isAlive() {
		return !this.events.ended().isDone();
	}

	/**
	 * Return how the program ended.
	 * @return the status, or empty if it is alive
	 */
	public Optional<ExitStatus> status() {
		CompletableFuture<ExitStatus> ended = this.events.ended();
		return Optional.ofNullable(ended.isCompletedExceptionally() ? null : ended.getNow(null));
	}

	/**
	 * Return when the program has ended: what Node calls {@code exit}. Others may still
	 * hold its streams. Dependents run on the template's executor.
	 * @return a future of the status; completing it has no effect
	 */
	public CompletableFuture<ExitStatus> onExit() {
		return this.events.onExit().copy();
	}

	/**
	 * Return when the program and its streams have ended: what Node calls {@code close}.
	 * Dependents run on the template's executor.
	 * @return a future of the result, without the output and whatever the status is;
	 * completing it has no effect
	 */
	public CompletableFuture<ProcessResult> onClose() {
		return this.events.onClose().copy();
	}

	/**
	 * Wait until the program has ended. Its output must be read meanwhile, by another
	 * thread or a callback, or it may have to wait for ever.
	 * @return how it ended
	 * @throws InterruptedException if the thread was interrupted; the program runs on
	 */
	public ExitStatus waitFor() throws InterruptedException {
		try {
			return this.events.ended().get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * Wait until the program has ended, but not for ever.
	 * @param limit how long
	 * @return how it ended, or empty if it has not
	 * @throws InterruptedException if the thread was interrupted; the program runs on
	 */
	public Optional<ExitStatus> waitFor(Duration limit) throws InterruptedException {
		try {
			return Optional
				.of(this.events.ended().get(Checks.notNegative(limit, "limit").toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * End the program if it is still running, and what it has started: by its kill
	 * signal, and by SIGKILL when its grace is over. Returns when that is done, at the
	 * latest a second after grace and drain timeout. Leaves a detached program alone.
	 */
	@Override
	public void close() {
		RunningProcess process = running();
		if (!process.invocation().options().ownsTree()) {
			return;
		}
		process.requestEnd(Ending.CANCELLED);
		process.outcome()
			.copy()
			.completeOnTimeout(null, process.longestEnd().plus(CLOSE_MARGIN).toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.streams.releaseShared();
	}

	@Override
	public String toString() {
		return running().toString();
	}

	/**
	 * Opens the streams; then this object is complete.
	 */
	private final class ChildPlan implements StreamPlan {

		@Override
		public Map<Integer, Redirect> redirects() {
			return ChildProcess.this.streams.redirects();
		}

		@Override
		public void open(RunningProcess process, EngineResources resources) {
			ChildProcess.this.running = process;
			ChildProcess.this.streams.open(process, resources);
			opened(process);
			ChildProcess.this.events.spawned();
		}

	}

}
