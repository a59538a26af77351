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

	private static final int NEEDED_MEMORY = 64 * 1024;

	private final ParentStatus status = new ParentStatus();

	private final ProcessChannel channel;

	private final long parent;

	private final Thread thread;

	private final BooleanSupplier parentGone;

	private volatile boolean streamEnded;

	/**
	 * Wait for the end of the parent. That is told, or seen once a second where the
	 * channel cannot tell: it does not read at the moment, or the heap is full.
	 * @param channel the channel to the parent
	 * @param parent its process id, 0 if it is not known
	 * @param parentGone tells after the end of the stream whether the parent has died,
	 * and may take a while
	 */
	OrphanExit(ProcessChannel channel, long parent, BooleanSupplier parentGone) {
		this.channel = channel;
		this.parent = parent;
		this.parentGone = parentGone;
		this.thread = new Thread(this, "forkit-orphan");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private boolean isParentGone() {
		try {
			long now = this.status.read();
			return this.parent != ParentPid.UNKNOWN && now != ParentPid.UNKNOWN && now != this.parent;
		}
		catch (OutOfMemoryError ex) {
			// When it is asked for the first time. There may be memory again.
			return false;
		}
	}

	/** The channel cannot tell of its end then. */
	private static boolean isHeapFull() {
		try {
			return new byte[NEEDED_MEMORY].length == 0;
		}
		catch (OutOfMemoryError ex) {
			return true;
		}
	}

	void streamEnded() {
		this.streamEnded = true;
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		// Now, while there is memory for it.
		isParentGone();
		boolean gone = false;
		while (!this.streamEnded && !gone) {
			LockSupport.parkNanos(this, CHECK);
			// An interrupt is not for this thread, and would make it spin.
			Thread.interrupted();
			gone = isParentGone() && (this.channel.isReadingPaused() || isHeapFull());
		}
		if (!gone && !this.parentGone.getAsBoolean()) {
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
