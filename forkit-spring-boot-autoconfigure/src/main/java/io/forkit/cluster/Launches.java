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

import java.io.IOException;
import java.util.function.Consumer;

import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of the workers, and passes on what they report. Belongs to the
 * thread of the supervisor.
 */
final class Launches {

	private final WorkerProcess.Launcher launcher;

	private final Slots slots;

	private final SupervisorLoop loop;

	private final Listener listener;

	private final Consumer<WorkerView> disconnect;

	private int lastId;

	/**
	 * Create what starts processes.
	 * @param launcher starts them
	 * @param slots the slots, of which the living processes have their seats
	 * @param loop the thread
	 * @param listener told what the workers report
	 * @param disconnect told that the user wants a worker to end
	 */
	Launches(WorkerProcess.Launcher launcher, Slots slots, SupervisorLoop loop, Listener listener,
			Consumer<WorkerView> disconnect) {
		this.launcher = launcher;
		this.slots = slots;
		this.loop = loop;
		this.listener = listener;
		this.disconnect = disconnect;
	}

	/** Return the id of the worker that was tried to be started last. */
	int lastId() {
		return this.lastId;
	}

	/**
	 * Start a process. What it is to its slot is up to the caller.
	 * @param slot the slot
	 * @param generation what it runs
	 * @param reason why it is started
	 * @return the worker
	 * @throws IOException if it cannot be started
	 */
	WorkerHandle launch(Slot slot, Generation generation, WorkerReason reason) throws IOException {
		int id = ++this.lastId;
		WorkerLaunch launch = new WorkerLaunch(id, slot.index(), this.slots.freeSeat(slot.index()), generation,
				slot.environment());
		Reports reports = new Reports(this.listener);
		WorkerProcess process = this.launcher.launch(launch, reports);
		WorkerView view = new WorkerView(id, slot.index(), process, this.disconnect);
		WorkerHandle worker = new WorkerHandle(launch, slot, view, process, reason, this.loop.now());
		reports.worker = worker;
		return worker;
	}

	/**
	 * Is told what workers report.
	 */
	interface Listener {

		void received(WorkerHandle worker, ControlMessage message);

		void asked(WorkerHandle worker, ControlMessage message, Consumer<ControlMessage> answer);

		void channelClosed(WorkerHandle worker, @Nullable Throwable cause);

		void exited(WorkerHandle worker, @Nullable WaitStatus status);

	}

	/**
	 * What one process reports; nothing if it could not be started.
	 */
	private static final class Reports implements WorkerProcess.Listener {

		private final Listener listener;

		private @Nullable WorkerHandle worker;

		Reports(Listener listener) {
			this.listener = listener;
		}

		@Override
		public void received(ControlMessage message) {
			if (this.worker != null) {
				this.listener.received(this.worker, message);
			}
		}

		@Override
		public void asked(ControlMessage message, Consumer<ControlMessage> answer) {
			if (this.worker != null) {
				this.listener.asked(this.worker, message, answer);
			}
		}

		@Override
		public void channelClosed(@Nullable Throwable cause) {
			if (this.worker != null) {
				this.listener.channelClosed(this.worker, cause);
			}
		}

		@Override
		public void exited(@Nullable WaitStatus status) {
			if (this.worker != null) {
				this.listener.exited(this.worker, status);
			}
		}

	}

}
