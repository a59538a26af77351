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

package io.forkit.process.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A program that the JDK has started.
 */
final class JdkProcess implements EngineProcess {

	private static final Log logger = LogFactory.getLog(JdkProcess.class);

	private static final int SIGNALLED = 128;

	private final Process process;

	private final boolean treeSignalled;

	private final Loop loop;

	private final Executor background;

	private final JdkDescendants descendants;

	private final Set<Signal> sent = ConcurrentHashMap.newKeySet(2);

	private final Map<Integer, ProgramInput> inputs;

	private final Map<Integer, ProgramOutput> outputs;

	JdkProcess(Process process, Launch.Group group, Map<Integer, ProgramInput> inputs,
			Map<Integer, ProgramOutput> outputs, Loop loop, Executor background) {
		this.process = process;
		this.treeSignalled = group == Launch.Group.OWN;
		this.inputs = inputs;
		this.outputs = outputs;
		this.loop = loop;
		this.background = background;
		this.descendants = new JdkDescendants(process);
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public @Nullable ProgramInput input(int descriptor) {
		return this.inputs.get(descriptor);
	}

	@Override
	public @Nullable ProgramOutput output(int descriptor) {
		return this.outputs.get(descriptor);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * A thread waits for the end. {@link Process#onExit()} would run on the common pool,
	 * where tasks of the application that block could hold up what is told here.
	 */
	@Override
	public void onExit(Runnable task) throws IOException {
		try {
			JdkLoop.daemon("forkit-exit of " + this, () -> awaitExit(task)).start();
		}
		catch (OutOfMemoryError ex) {
			throw new IOException("There is no thread to wait for the end of " + this + ": " + ex.getMessage(), ex);
		}
	}

	private void awaitExit(Runnable task) {
		while (this.process.isAlive()) {
			try {
				this.process.waitFor();
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted, and waiting again", ex);
			}
		}
		this.loop.execute(task);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The JDK tells a signal as 128 plus its number, which is a code that a program can
	 * also end with. It is taken for a signal only if that signal was sent through this
	 * object.
	 */
	@Override
	public @Nullable WaitStatus status() {
		if (this.process.isAlive()) {
			return null;
		}
		int code = this.process.exitValue();
		return this.sent.stream()
			.filter((signal) -> code == SIGNALLED + signal.number())
			.findFirst()
			.map((signal) -> WaitStatus.killed(signal.number()))
			.orElseGet(() -> WaitStatus.exited(code));
	}

	@Override
	public boolean signal(Signal signal) throws IOException {
		checkCanBeSent(signal);
		if (!this.process.isAlive()) {
			return false;
		}
		// Before it is sent: the program may have ended by it a moment later.
		boolean first = this.sent.add(signal);
		// Not Process.destroy(), which closes the pipes: what the program still writes
		// would be lost.
		boolean done = send(this.process.toHandle(), signal);
		if (!done && first) {
			this.sent.remove(signal);
		}
		return done;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Those that {@link #findDescendants} would find. Blocks while the system lists its
	 * processes.
	 */
	@Override
	public boolean signalGroup(Signal signal) throws IOException {
		checkCanBeSent(signal);
		List<ProcessHandle> found = this.treeSignalled ? this.descendants.find() : List.of();
		boolean any = false;
		IOException failure = null;
		try {
			any = signal(signal);
		}
		catch (IOException ex) {
			failure = ex;
		}
		for (ProcessHandle descendant : found) {
			try {
				any |= send(descendant, signal);
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		if (!any && failure != null) {
			throw failure;
		}
		return any;
	}

	private static void checkCanBeSent(Signal signal) throws IOException {
		if (signal != Signal.SIGTERM && signal != Signal.SIGKILL) {
			throw new IOException(
					"The jdk engine can only send SIGTERM and SIGKILL but not " + signal + ": send one of these");
		}
	}

	private static boolean send(ProcessHandle target, Signal signal) throws IOException {
		boolean done = (signal == Signal.SIGKILL) ? target.destroyForcibly() : target.destroy();
		if (!done && target.isAlive()) {
			throw new IOException("Sending " + signal + " to " + target.pid() + " failed: it is not permitted");
		}
		return done;
	}

	@Override
	public void findDescendants(Consumer<List<Descendant>> callback) {
		try {
			this.background.execute(() -> search(callback));
		}
		catch (RuntimeException ex) {
			// The executor was shut down, or no thread could be made: it has to be here.
			logger.debug("Descendants are searched for on the loop", ex);
			this.loop.execute(() -> search(callback));
		}
	}

	private void search(Consumer<List<Descendant>> callback) {
		List<Descendant> found = List.of();
		try {
			found = this.descendants.find()
				.stream()
				.<Descendant>map((handle) -> new JdkDescendant(handle, this.treeSignalled))
				.toList();
		}
		catch (RuntimeException ex) {
			logger.warn("Descendants of " + this + " cannot be searched for", ex);
		}
		List<Descendant> descendants = found;
		this.loop.execute(() -> callback.accept(descendants));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The JDK has already given the number back when it tells of the end.
	 */
	@Override
	public @Nullable WaitStatus reap() {
		return status();
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Always {@code false}: it cannot be told.
	 */
	@Override
	public boolean hasLeftProcesses() {
		return false;
	}

	@Override
	public String toString() {
		return "pid " + pid();
	}

	/**
	 * A descendant.
	 */
	private record JdkDescendant(ProcessHandle handle, boolean isInGroup) implements Descendant {

		@Override
		public long pid() {
			return this.handle.pid();
		}

		@Override
		public List<String> command() {
			ProcessHandle.Info info = this.handle.info();
			return Stream
				.concat(info.command().stream(), info.arguments().stream().flatMap((arguments) -> Stream.of(arguments)))
				.toList();
		}

		@Override
		public boolean signal(Signal signal) throws IOException {
			checkCanBeSent(signal);
			return send(this.handle, signal);
		}

		@Override
		public String toString() {
			return "pid " + pid();
		}

	}

}
