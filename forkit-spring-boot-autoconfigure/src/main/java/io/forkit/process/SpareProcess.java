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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import io.forkit.process.child.SpareOrder;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.Loop;
import io.forkit.process.engine.PipeEnd;
import io.forkit.process.engine.ProgramInput;
import io.forkit.process.engine.ProgramOutput;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A spare JVM, until its end. It watches its own end from the beginning, and passes that
 * on to whoever has adopted it.
 * <p>
 * Thread-safe.
 */
final class SpareProcess implements EngineProcess {

	private static final Log logger = LogFactory.getLog(SpareProcess.class);

	private static final Duration REAP_INTERVAL = Duration.ofMillis(10);

	private static final Duration END_LIMIT = Duration.ofSeconds(10);

	private final EngineProcess process;

	private final Iterable<Integer> descriptors;

	private final Loop loop;

	// Completed when it was reaped without ever having been adopted.
	private final CompletableFuture<@Nullable WaitStatus> gone = new CompletableFuture<>();

	private boolean ready;

	private boolean ended;

	private boolean adopted;

	private boolean discarded;

	private boolean abandoned;

	private @Nullable Runnable onExit;

	SpareProcess(EngineProcess process, Iterable<Integer> descriptors, Loop loop) {
		this.process = process;
		this.descriptors = descriptors;
		this.loop = loop;
	}

	/**
	 * Begin to watch.
	 * @throws IOException if that is not possible
	 */
	void watch() throws IOException {
		this.process.onExit(this::exited);
	}

	/**
	 * Return whether it can take an order.
	 * @return whether it can
	 */
	synchronized boolean isReady() {
		if (!this.ready && !this.ended) {
			ByteBuffer answer = ByteBuffer.allocateDirect(1);
			try {
				this.ready = channel().read(answer) == 1 && answer.get(0) == SpareOrder.READY;
			}
			catch (IOException ex) {
				logger.debug("A spare JVM is not ready", ex);
			}
		}
		return this.ready && !this.ended;
	}

	/**
	 * Return when it has ended without having been adopted, and was reaped.
	 * @return completed on the loop, with how it has ended if that is known
	 */
	CompletableFuture<@Nullable WaitStatus> gone() {
		return this.gone;
	}

	/**
	 * Wait for a moment until it is {@linkplain #gone()}.
	 * @param processes who is to be gone
	 */
	static void awaitGone(List<SpareProcess> processes) {
		CompletableFuture.allOf(processes.stream().map(SpareProcess::gone).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	/**
	 * Have it run a class.
	 * @param order the class
	 * @return whether it will; if so it belongs to the caller
	 */
	synchronized boolean adopt(ByteBuffer order) {
		if (this.adopted || this.discarded || !isReady()) {
			return false;
		}
		ByteBuffer bytes = order.duplicate();
		try {
			// It fits, as nothing was written before.
			this.adopted = channel().write(bytes) == order.remaining();
		}
		catch (IOException ex) {
			logger.debug("A spare JVM has ended just when it was needed", ex);
		}
		return this.adopted;
	}

	private Fd channel() {
		return Objects.requireNonNull(this.process.socket(ForkedProcess.CHANNEL));
	}

	private void exited() {
		Runnable task;
		synchronized (this) {
			if (this.abandoned) {
				return;
			}
			this.ended = true;
			task = this.onExit;
			if (this.adopted && task == null) {
				return;
			}
		}
		if (task != null) {
			task.run();
		}
		else {
			release();
			reapUnused();
		}
	}

	private void release() {
		for (int descriptor : this.descriptors) {
			close(this.process.input(descriptor));
			close(this.process.output(descriptor));
			Fd socket = this.process.socket(descriptor);
			if (socket != null) {
				socket.close();
			}
		}
	}

	private static void close(@Nullable PipeEnd end) {
		if (end != null) {
			end.close();
		}
	}

	private void reapUnused() {
		WaitStatus status = null;
		try {
			status = this.process.reap();
			if (status == null) {
				this.loop.schedule(REAP_INTERVAL, this::reapUnused);
				return;
			}
		}
		catch (IOException ex) {
			logger.warn("A spare JVM could not be reaped", ex);
		}
		this.gone.complete(status);
	}

	/**
	 * End it if it was not adopted.
	 * @return whether it was not, and thus will be {@linkplain #gone()}
	 */
	boolean discard() {
		synchronized (this) {
			if (this.adopted || this.ended) {
				return !this.adopted;
			}
			this.discarded = true;
		}
		try {
			this.process.signalGroup(Signal.SIGKILL);
		}
		catch (IOException ex) {
			logger.warn("A spare JVM could not be ended", ex);
		}
		return true;
	}

	/**
	 * End it although its end cannot be watched.
	 */
	void abandon() {
		discard();
		synchronized (this) {
			if (this.adopted || this.ended) {
				return;
			}
			this.abandoned = true;
			this.ended = true;
		}
		this.loop.execute(() -> {
			release();
			reapUnused();
		});
	}

	synchronized boolean isAbandoned() {
		return this.abandoned;
	}

	@Override
	public void onExit(Runnable task) {
		synchronized (this) {
			this.onExit = task;
			if (!this.ended) {
				return;
			}
		}
		this.loop.execute(task);
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public @Nullable ProgramInput input(int descriptor) {
		return this.process.input(descriptor);
	}

	@Override
	public @Nullable ProgramOutput output(int descriptor) {
		return this.process.output(descriptor);
	}

	@Override
	public @Nullable Fd socket(int descriptor) {
		return this.process.socket(descriptor);
	}

	@Override
	public @Nullable WaitStatus status() throws IOException {
		return this.process.status();
	}

	@Override
	public boolean signal(Signal signal) throws IOException {
		return this.process.signal(signal);
	}

	@Override
	public boolean signalGroup(Signal signal) throws IOException {
		return this.process.signalGroup(signal);
	}

	@Override
	public void findDescendants(Consumer<List<Descendant>> callback) {
		this.process.findDescendants(callback);
	}

	@Override
	public @Nullable WaitStatus reap() throws IOException {
		return this.process.reap();
	}

	@Override
	public boolean hasLeftProcesses() {
		return this.process.hasLeftProcesses();
	}

}
