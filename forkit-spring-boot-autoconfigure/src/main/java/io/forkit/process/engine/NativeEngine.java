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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Pipe;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs with {@code posix_spawn(3)} and watches all of them, by pidfds and
 * pipes that do not block, on one thread.
 */
public final class NativeEngine implements ProcessEngine {

	private final EventLoop eventLoop;

	private final Loop loop;

	private final GrownPipes grownPipes = new GrownPipes();

	private final DescendantSearch search;

	/**
	 * Make an engine and start its thread.
	 * @param background runs what must block, as reading {@code /proc}
	 * @throws IOException if there are too many open files
	 */
	public NativeEngine(Executor background) throws IOException {
		this.eventLoop = new EventLoop("forkit-process");
		this.loop = new EventLoopAdapter(this.eventLoop);
		this.search = new DescendantSearch(background, this.loop);
	}

	@Override
	public String name() {
		return "native";
	}

	@Override
	public Loop loop() {
		return this.loop;
	}

	@Override
	public List<EngineProcess> start(List<Launch> launches) throws IOException {
		List<EngineProcess> processes = new ArrayList<>(launches.size());
		List<Pipe> between = new ArrayList<>(launches.size() - 1);
		try {
			for (int i = 1; i < launches.size(); i++) {
				between.add(Pipe.open());
			}
			for (Launch launch : launches) {
				int index = processes.size();
				processes.add(start(launch, (index > 0) ? between.get(index - 1) : null,
						(index < between.size()) ? between.get(index) : null));
			}
			return processes;
		}
		catch (IOException ex) {
			abandon(processes, between);
			throw new LaunchException(processes.size(), ex);
		}
		catch (RuntimeException ex) {
			abandon(processes, between);
			throw ex;
		}
	}

	private static void abandon(List<EngineProcess> processes, List<Pipe> between) {
		processes.forEach((process) -> ((NativeProcess) process).destroy());
		between.forEach(Pipe::close);
	}

	private NativeProcess start(Launch launch, @Nullable Pipe before, @Nullable Pipe after) throws IOException {
		try (ProgramFiles files = new ProgramFiles(launch, (before != null) ? before.readEnd() : null,
				(after != null) ? after.writeEnd() : null)) {
			Spawn spawn = new Spawn(launch.executable(), arguments(launch), launch.environment())
				.directory(launch.directory())
				.credentials(launch.credentials());
			switch (launch.group()) {
				case SAME -> spawn.sameGroup();
				case SESSION -> spawn.newSession();
				case OWN -> {
				}
			}
			files.addTo(spawn);
			ChildPid child = spawn.start();
			NativeProcess process = new NativeProcess(child, launch, this.eventLoop, this.grownPipes, this.search,
					files);
			files.handOver();
			return process;
		}
		finally {
			if (before != null) {
				before.readEnd().close();
			}
			if (after != null) {
				after.writeEnd().close();
			}
		}
	}

	private static List<byte[]> arguments(Launch launch) {
		List<byte[]> arguments = new ArrayList<>(launch.arguments().size());
		for (String argument : launch.arguments()) {
			arguments.add(argument.getBytes(StandardCharsets.UTF_8));
		}
		return arguments;
	}

	@Override
	public void close() {
		this.eventLoop.close();
	}

	/**
	 * The loop as the engine shows it.
	 */
	private record EventLoopAdapter(EventLoop eventLoop) implements Loop {

		@Override
		public void execute(Runnable task) {
			this.eventLoop.execute(task);
		}

		@Override
		public Timer schedule(Duration delay, Runnable task) {
			return this.eventLoop.schedule(delay, task)::cancel;
		}

	}

}
