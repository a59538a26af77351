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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.Launch;
import io.forkit.process.engine.LaunchException;
import io.forkit.process.engine.PipeEnd;
import io.forkit.process.engine.ProcessEngine;
import io.forkit.process.engine.Redirect;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs by means of an engine and keeps account of them until they end.
 * <p>
 * Thread-safe.
 */
final class ProcessRunner implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ProcessRunner.class);

	private static final int LOOP_BUFFER = 256 * 1024;

	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(1);

	private static final Duration REAP_INTERVAL = Duration.ofMillis(10);

	private final ProcessEngine engine;

	private final EngineResources resources;

	private final ExecutablePolicy policy;

	// Ours if the user has not named one.
	private final @Nullable ExecutorService ownedExecutor;

	private final Set<RunningProcess> running = ConcurrentHashMap.newKeySet();

	// Ends that somebody is still to be told of, as a channel is not read to its end.
	private final Set<CompletableFuture<Void>> untold = ConcurrentHashMap.newKeySet();

	// Read by those who start: close() must not miss a program that is just starting.
	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	private boolean closed;

	ProcessRunner(EngineFactory engines, @Nullable Executor executor, ExecutablePolicy policy) throws IOException {
		this.ownedExecutor = (executor != null) ? null : CallbackExecutor.create();
		Executor callbacks = (executor != null) ? executor : this.ownedExecutor;
		this.engine = engines.create(callbacks);
		if (this.ownedExecutor instanceof GrowingExecutor growing) {
			growing.watchedBy(this.engine.loop());
		}
		this.resources = new EngineResources(this.engine.loop(), ByteBuffer.allocateDirect(LOOP_BUFFER),
				new DirectBuffers(), callbacks);
		this.policy = policy;
	}

	EngineResources resources() {
		return this.resources;
	}

	int liveCount() {
		return this.running.size();
	}

	/**
	 * Start programs, the stdout of each being the stdin of the next one.
	 * @param stages the programs
	 * @return the running programs
	 * @throws ProcessStartException if one could not be started; then none is left
	 * @throws IllegalStateException if this runner was closed
	 */
	List<RunningProcess> start(List<Stage> stages) {
		List<ExecutableFinder> finders = new ArrayList<>(stages.size());
		Adoption adoption = (stages.size() == 1) ? stages.get(0).adoption() : Adoption.NONE;
		List<Path> executables = new ArrayList<>(stages.size());
		for (Stage stage : stages) {
			checkKillSignal(stage.invocation());
			ExecutableFinder finder = new ExecutableFinder(stage.invocation());
			Path executable = finder.find();
			this.policy.check(stage.invocation(), executable);
			finders.add(finder);
			executables.add(executable);
		}
		this.lock.readLock().lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The process template has been closed");
			}
			long startedAt = System.nanoTime();
			EngineProcess adopted = adoption.adopt();
			List<EngineProcess> processes = (adopted != null) ? List.of(adopted)
					: this.engine.start(launches(stages, executables));
			try {
				return watch(stages, processes, startedAt);
			}
			catch (RuntimeException | Error ex) {
				giveUp(stages, processes);
				throw ex;
			}
		}
		catch (LaunchException ex) {
			int index = Math.min(ex.getIndex(), stages.size() - 1);
			IOException cause = (ex.getCause() instanceof IOException reason) ? reason : ex;
			throw finders.get(index).explain(executables.get(index), cause);
		}
		catch (IOException ex) {
			throw finders.get(0).explain(executables.get(0), ex);
		}
		catch (UnsupportedOperationException ex) {
			throw new ProcessStartException(stages.get(0).invocation(), String.valueOf(ex.getMessage()), ex);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private static List<Launch> launches(List<Stage> stages, List<Path> executables) {
		List<Launch> launches = new ArrayList<>(stages.size());
		for (int i = 0; i < stages.size(); i++) {
			Stage stage = stages.get(i);
			launches.add(LaunchPlanner.plan(stage.invocation(), executables.get(i), stage.plan().redirects()));
		}
		return launches;
	}

	/**
	 * Start a program that is neither counted nor watched until it is adopted by a stage.
	 * @param invocation the program
	 * @param redirects what it has at its descriptors
	 * @return the program, owned by the caller
	 * @throws IOException if it cannot be started
	 */
	EngineProcess startSpare(Invocation invocation, Map<Integer, Redirect> redirects) throws IOException {
		Path executable = new ExecutableFinder(invocation).find();
		this.policy.check(invocation, executable);
		Launch launch = LaunchPlanner.plan(invocation, executable, redirects);
		this.lock.readLock().lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The process template has been closed");
			}
			return this.engine.start(List.of(launch)).get(0);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	private List<RunningProcess> watch(List<Stage> stages, List<EngineProcess> processes, long startedAt) {
		List<RunningProcess> started = new ArrayList<>(stages.size());
		for (int i = 0; i < stages.size(); i++) {
			Stage stage = stages.get(i);
			RunningProcess process = new RunningProcess(stage.invocation(), processes.get(i), this.resources.loop(),
					stage.listener(), startedAt);
			stage.plan().open(process, this.resources);
			started.add(process);
		}
		for (RunningProcess process : started) {
			this.running.add(process);
			process.outcome().whenComplete((outcome, ex) -> this.running.remove(process));
			CompletableFuture<Void> told = stages.get(started.indexOf(process)).listener().told();
			this.untold.add(told);
			told.whenComplete((ignored, ex) -> this.untold.remove(told));
		}
		started.forEach(RunningProcess::begin);
		return started;
	}

	/**
	 * End programs that are not watched, as their streams could not be set up.
	 */
	private void giveUp(List<Stage> stages, List<EngineProcess> processes) {
		for (int i = 0; i < processes.size(); i++) {
			EngineProcess process = processes.get(i);
			for (int descriptor : stages.get(i).plan().redirects().keySet()) {
				close(process.input(descriptor));
				close(process.output(descriptor));
				close(process.socket(descriptor));
			}
			try {
				process.signalGroup(Signal.SIGKILL);
			}
			catch (IOException ex) {
				logger.warn("A program that was just started could not be ended", ex);
			}
			reapLater(process);
		}
	}

	private void checkKillSignal(Invocation invocation) {
		Signal killSignal = invocation.options().killSignal;
		if (!this.engine.canSend(killSignal)) {
			throw new ProcessStartException(invocation, "the %s engine cannot send %s; let 'killSignal' be SIGTERM"
				.formatted(this.engine.name(), killSignal) + " or SIGKILL", null);
		}
	}

	private static void close(@Nullable PipeEnd end) {
		if (end != null) {
			end.close();
		}
	}

	private static void close(@Nullable Fd socket) {
		if (socket != null) {
			socket.close();
		}
	}

	private void reapLater(EngineProcess process) {
		this.engine.loop().execute(() -> {
			try {
				if (process.reap() == null) {
					this.engine.loop().schedule(REAP_INTERVAL, () -> reapLater(process));
				}
			}
			catch (IOException ex) {
				logger.warn("A program that was just started could not be reaped", ex);
			}
		});
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
		List<RunningProcess> last = this.running.stream()
			.filter((process) -> process.invocation().options().ownsTree())
			.toList();
		last.forEach((process) -> process.requestEnd(Ending.CLOSED));
		Duration longest = last.stream()
			.map(RunningProcess::longestEnd)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO)
			.plus(CLOSE_MARGIN);
		RunningProcesses.allOver(last).completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS).join();
		last.stream()
			.filter(RunningProcess::abandon)
			.forEach((process) -> logger.warn(process + " could not be ended"));
		// After the last outcome was handed on: a future whose callback is refused would
		// never be completed. Detached programs run on and have to be watched until they
		// end, as nobody else would reap them.
		RunningProcesses.allOver(this.running)
			.thenCompose((ignored) -> CompletableFuture.allOf(this.untold.toArray(CompletableFuture[]::new)))
			.whenComplete((ignored, ex) -> this.engine.loop().execute(this::closeEngine));
	}

	private void closeEngine() {
		if (this.ownedExecutor != null) {
			this.ownedExecutor.shutdown();
		}
		this.engine.close();
	}

	/**
	 * A program of those that are started together.
	 *
	 * @param invocation the program
	 * @param plan its streams
	 * @param listener is told what becomes of it
	 * @param adoption what may run already, and be taken instead of being started
	 */
	record Stage(Invocation invocation, StreamPlan plan, ProcessListener listener, Adoption adoption) {

		Stage(Invocation invocation, StreamPlan plan, ProcessListener listener) {
			this(invocation, plan, listener, Adoption.NONE);
		}

		Stage observedBy(CommandObservation observation) {
			return new Stage(this.invocation.observedBy(observation), this.plan, this.listener, this.adoption);
		}

	}

	/**
	 * Gives a program that runs already.
	 */
	@FunctionalInterface
	interface Adoption {

		/** There is none. */
		Adoption NONE = () -> null;

		/**
		 * Take the program.
		 * @return the program, owned by the caller, or {@code null} if one is to be
		 * started
		 */
		@Nullable EngineProcess adopt();

	}

	/**
	 * Makes the engine.
	 */
	@FunctionalInterface
	interface EngineFactory {

		ProcessEngine create(Executor background) throws IOException;

	}

}
