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

package io.forkit.process.child;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.forkit.ipc.ProcessChannel;

/**
 * Ends this JVM when its parent has died, whatever its other threads do. The thread is
 * there from the beginning, because a JVM whose heap is full can start none.
 */
final class OrphanExit implements Runnable {

	private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

	private static final int STATUS = 1;

	private static final long CHECK = TimeUnit.SECONDS.toNanos(1);

	private final ProcessChannel channel;

	private final long parent;

	private final Thread thread;

	private final BooleanSupplier parentGone;

	private volatile boolean streamEnded;

	/**
	 * Wait for the end of the parent.
	 * @param channel its channel: while that does not read, its end is not seen
	 * @param parent its process id, 0 if it is not known
	 * @param parentGone tells whether the parent has died when the stream has ended, and
	 * may take a while for that
	 */
	OrphanExit(ProcessChannel channel, long parent, BooleanSupplier parentGone) {
		this.channel = channel;
		this.parent = parent;
		this.parentGone = parentGone;
		this.thread = new Thread(this, "forkit-orphan");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Return whether this process has another parent than it had.
	 * @param parent the process id of the parent
	 * @return whether it has
	 */
	static boolean isParentGone(long parent) {
		Optional<ProcessHandle> now = ProcessHandle.current().parent();
		return now.isEmpty() || now.get().pid() != parent;
	}

	void streamEnded() {
		this.streamEnded = true;
		LockSupport.unpark(this.thread);
	}

	private boolean awaitDeath() {
		while (!this.streamEnded) {
			LockSupport.parkNanos(this, CHECK);
			Thread.interrupted();
			if (this.parent != 0 && this.channel.isReadingPaused() && isParentGone(this.parent)) {
				return true;
			}
		}
		return this.parentGone.getAsBoolean();
	}

	@Override
	public void run() {
		if (!awaitDeath()) {
			return;
		}
		try {
			Thread exit = new Thread(new Runnable() {

				@Override
				public void run() {
					System.exit(STATUS);
				}

			}, "forkit-exit");
			exit.start();
			long end = System.nanoTime() + LIMIT;
			while (System.nanoTime() - end < 0) {
				LockSupport.parkNanos(end - System.nanoTime());
			}
			// What this JVM has started must not outlive it.
			ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
		}
		finally {
			Runtime.getRuntime().halt(STATUS);
		}
	}

}
