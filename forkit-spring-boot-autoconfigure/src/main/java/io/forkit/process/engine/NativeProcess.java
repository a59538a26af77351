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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.ProcessSnapshot;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started natively.
 */
final class NativeProcess implements EngineProcess {

	private final ChildPid child;

	private final Launch.Group group;

	private final byte @Nullable [] marker;

	private final EventLoop loop;

	private final DescendantSearch search;

	private final Map<Integer, ProgramInput> inputs = new HashMap<>(4);

	private final Map<Integer, ProgramOutput> outputs = new HashMap<>(4);

	private final Map<Integer, Fd> sockets;

	private EventLoop.@Nullable Registration exit;

	NativeProcess(ChildPid child, Launch launch, EventLoop loop, GrownPipes grownPipes, DescendantSearch search,
			ProgramFiles files) throws IOException {
		this.child = child;
		this.group = launch.group();
		this.marker = launch.marker();
		this.loop = loop;
		this.search = search;
		this.sockets = files.ourSockets();
		for (Map.Entry<Integer, Fd> end : files.ourEnds().entrySet()) {
			int number = end.getKey();
			if (number == 0) {
				this.inputs.put(number, new NativeInput(loop, end.getValue(), false, grownPipes));
			}
			else if (number <= 2) {
				this.outputs.put(number, new NativeOutput(loop, end.getValue(), false, grownPipes));
			}
			else {
				// Both directions of one socket: epoll takes a descriptor only once.
				addDuplex(number, end.getValue(), grownPipes);
			}
		}
	}

	private void addDuplex(int number, Fd fd, GrownPipes grownPipes) throws IOException {
		try {
			this.inputs.put(number, new NativeInput(this.loop, fd.duplicate(), true, grownPipes));
			this.outputs.put(number, new NativeOutput(this.loop, fd, true, grownPipes));
		}
		catch (IOException ex) {
			destroy();
			throw ex;
		}
	}

	@Override
	public long pid() {
		return this.child.pid();
	}

	@Override
	public @Nullable ProgramInput input(int descriptor) {
		return this.inputs.get(descriptor);
	}

	@Override
	public @Nullable ProgramOutput output(int descriptor) {
		return this.outputs.get(descriptor);
	}

	@Override
	public @Nullable Fd socket(int descriptor) {
		return this.sockets.get(descriptor);
	}

	@Override
	public void onExit(Runnable task) throws IOException {
		this.exit = this.loop.prepare(this.child.fd(), (registration, events) -> {
			registration.close();
			task.run();
		});
		this.exit.enable(EventLoop.READ);
	}

	@Override
	public @Nullable WaitStatus status() throws IOException {
		return this.child.peek();
	}

	@Override
	public boolean signal(Signal signal) throws IOException {
		return this.child.signal(signal);
	}

	@Override
	public boolean signalGroup(Signal signal) throws IOException {
		return leadsGroup() ? this.child.signalGroup(signal) : this.child.signal(signal);
	}

	boolean leadsGroup() {
		return this.group != Launch.Group.SAME;
	}

	@Override
	public void findDescendants(Consumer<List<Descendant>> callback) {
		this.search.find(this, callback);
	}

	List<Descendant> descendantsIn(ProcessSnapshot snapshot) {
		return snapshot.descendantsOf(this.child, leadsGroup(), this.marker)
			.stream()
			.<Descendant>map((descendant) -> new NativeDescendant(descendant,
					leadsGroup() && descendant.group() == this.child.pid()))
			.toList();
	}

	@Override
	public @Nullable WaitStatus reap() throws IOException {
		WaitStatus status = this.child.reap();
		if (status != null) {
			release();
		}
		return status;
	}

	private void release() {
		if (this.exit != null) {
			this.exit.close();
		}
		this.child.close();
	}

	@Override
	public boolean hasLeftProcesses() {
		return leadsGroup() && this.child.hasGroup();
	}

	/** End the program at once and give back all that belongs to it. */
	void destroy() {
		this.child.kill();
		this.inputs.values().forEach(ProgramInput::close);
		this.outputs.values().forEach(ProgramOutput::close);
		this.sockets.values().forEach(Fd::close);
	}

	@Override
	public String toString() {
		return this.child.toString();
	}

	/**
	 * A descendant that a snapshot has shown.
	 */
	private record NativeDescendant(ProcessSnapshot.Descendant descendant, boolean isInGroup) implements Descendant {

		@Override
		public long pid() {
			return this.descendant.pid();
		}

		@Override
		public List<String> command() {
			return this.descendant.command();
		}

		@Override
		public boolean signal(Signal signal) throws IOException {
			return this.descendant.signal(signal);
		}

		@Override
		public String toString() {
			return this.descendant.toString();
		}

	}

}
