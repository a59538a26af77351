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

package io.forkit.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.forkit.cluster.watch.HealthSettings;
import io.forkit.cluster.watch.ProbeResult;
import io.forkit.cluster.watch.VitalSigns;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.Signal;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A worker as everybody may see it. The supervisor changes it.
 */
final class WorkerView implements Worker {

	private static final int EXIT_CODE_OF_SIGNAL = 128;

	private final int id;

	private volatile int slot;

	private final WorkerProcess process;

	private final Consumer<WorkerView> disconnect;

	private final List<Consumer<WorkerEvent>> listeners = new CopyOnWriteArrayList<>();

	private final CompletableFuture<WorkerExitStatus> exit = new CompletableFuture<>();

	private volatile @Nullable HungWorkers watch;

	private volatile WorkerState state = WorkerState.STARTING;

	private volatile boolean connected = true;

	private volatile boolean voluntary;

	private volatile @Nullable WorkerExitStatus status;

	private volatile @Nullable Signal sent;

	WorkerView(int id, int slot, WorkerProcess process, Consumer<WorkerView> disconnect) {
		this.id = id;
		this.slot = slot;
		this.process = process;
		this.disconnect = disconnect;
	}

	void slot(int slot) {
		this.slot = slot;
	}

	void state(WorkerState state) {
		this.state = state;
	}

	void channelLost() {
		this.connected = false;
	}

	void voluntary() {
		this.voluntary = true;
	}

	void exited(WorkerExitStatus status) {
		this.status = status;
	}

	/**
	 * Return whether code in this process has sent the signal that has ended the worker.
	 * @param end how it has ended
	 * @return whether it has
	 */
	boolean isKilled(WorkerExitStatus end) {
		Signal signal = this.sent;
		// A JVM ends with a code of its own after the signals that it handles.
		return signal != null && (end.signal() == signal
				|| Integer.valueOf(EXIT_CODE_OF_SIGNAL + signal.number()).equals(end.code()));
	}

	/**
	 * Tell the listeners, each of them whatever becomes of the others.
	 * @param event what has happened
	 * @param failures told what they throw
	 */
	void tell(WorkerEvent event, Consumer<Throwable> failures) {
		for (Consumer<WorkerEvent> listener : this.listeners) {
			try {
				listener.accept(event);
			}
			catch (RuntimeException | Error ex) {
				failures.accept(ex);
			}
		}
	}

	/** All listeners know of the end. */
	void exitTold() {
		WorkerExitStatus end = this.status;
		if (end != null) {
			this.exit.complete(end);
		}
	}

	@Override
	public int id() {
		return this.id;
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public WorkerState state() {
		return this.state;
	}

	@Override
	public boolean isConnected() {
		return this.connected && channel().isConnected();
	}

	@Override
	public boolean isDead() {
		return this.status != null;
	}

	@Override
	public boolean exitedAfterDisconnect() {
		return this.voluntary;
	}

	@Override
	public @Nullable WorkerExitStatus exitStatus() {
		return this.status;
	}

	void watchedBy(HungWorkers watch) {
		this.watch = watch;
	}

	@Override
	public CompletableFuture<ProbeResult> probe(String path, Duration timeout) {
		Assert.isTrue(HealthSettings.Probe.isPath(path),
				() -> "'path' must begin with '/' and have no spaces but is '" + path + "'");
		Assert.isTrue(timeout.toMillis() > 0, () -> "'timeout' must be 1 ms or more but is " + timeout);
		HungWorkers current = this.watch;
		return (current != null) ? current.probe(this.id, path, timeout)
				: CompletableFuture.completedFuture(ProbeResult.impossible("the worker was not started yet"));
	}

	@Override
	public @Nullable VitalSigns vitalSigns() {
		HungWorkers current = this.watch;
		return (current != null) ? current.signs(this.id) : null;
	}

	boolean isReadingPaused() {
		return this.process.isReadingPaused();
	}

	@Override
	public MessageChannel channel() {
		return this.process.messages();
	}

	@Override
	public <E extends WorkerEvent> MessageSubscription on(Class<E> type, Consumer<E> listener) {
		Consumer<WorkerEvent> added = (event) -> {
			if (type.isInstance(event)) {
				listener.accept(type.cast(event));
			}
		};
		this.listeners.add(added);
		return () -> this.listeners.remove(added);
	}

	@Override
	public MessageSubscription onOutput(Consumer<WorkerOutput> listener) {
		return this.process.onOutput(listener);
	}

	@Override
	public Worker disconnect() {
		this.disconnect.accept(this);
		return this;
	}

	@Override
	public boolean kill(Signal signal) {
		if (isDead()) {
			return false;
		}
		this.sent = signal;
		this.process.signal(signal);
		return true;
	}

	@Override
	public CompletableFuture<WorkerExitStatus> onExit() {
		return this.exit.copy();
	}

	@Override
	public String toString() {
		return "Worker %d (%s, pid %d)".formatted(this.id, Slot.name(this.slot), pid());
	}

}
