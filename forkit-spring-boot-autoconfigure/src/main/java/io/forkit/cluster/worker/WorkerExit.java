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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.ParentDeath;
import io.forkit.posix.Signal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends this JVM: orderly when the primary asks for it, and within a limit when the
 * primary is gone. Runs on threads of its own, which no code of the application can hold
 * up. They are started at once, because a JVM whose heap is full can start none.
 */
final class WorkerExit {

	private static final Log logger = LogFactory.getLog(WorkerExit.class);

	private static final int HALTED = 1;

	private static final long PARENT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

	private final Duration orphanTimeout;

	private final AtomicBoolean stopping = new AtomicBoolean();

	private final CountDownLatch stop = new CountDownLatch(1);

	private final Thread watchdog;

	private final AtomicBoolean voluntary = new AtomicBoolean();

	private final List<Runnable> disconnectListeners = new CopyOnWriteArrayList<>();

	private volatile Runnable beforeExit = () -> {
	};

	private volatile boolean disconnecting;

	private volatile boolean halting;

	private volatile boolean orphaned;

	// 0 until the native library is loaded.
	private volatile int parent;

	private volatile @Nullable ConfigurableApplicationContext context;

	WorkerExit(Duration orphanTimeout) {
		this.orphanTimeout = orphanTimeout;
		start("forkit-stop", this::closeAndExit);
		this.watchdog = start("forkit-orphan", this::haltAtLimit);
	}

	/**
	 * Set what closes the channel, when the application is closed.
	 * @param beforeExit closes it, within a limit
	 */
	void beforeExit(Runnable beforeExit) {
		this.beforeExit = beforeExit;
	}

	MessageSubscription onDisconnect(Runnable listener) {
		this.disconnectListeners.add(listener);
		return () -> this.disconnectListeners.remove(listener);
	}

	/**
	 * Somebody wants this worker to end.
	 * @return whether nobody has before
	 */
	boolean leave() {
		return this.voluntary.compareAndSet(false, true);
	}

	boolean isVoluntary() {
		return this.voluntary.get();
	}

	void attach(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Look after the primary also without the channel: a JVM whose heap is full cannot
	 * read from it.
	 */
	void watchParent() {
		this.parent = ParentDeath.parent();
		LockSupport.unpark(this.watchdog);
	}

	boolean isStopping() {
		return this.stopping.get();
	}

	/** Close the application as Boot does, then end. */
	void stop() {
		this.stopping.set(true);
		this.stop.countDown();
	}

	/** End at once. */
	void halt() {
		this.halting = true;
		stop();
	}

	/**
	 * There is no channel any more.
	 * @return whether this worker is not the one who has closed it
	 */
	boolean channelEnded() {
		if (this.disconnecting) {
			return false;
		}
		orphaned();
		return true;
	}

	/** The primary is gone: do the same, but do not take longer than the limit. */
	void orphaned() {
		this.orphaned = true;
		LockSupport.unpark(this.watchdog);
		stop();
	}

	private void closeAndExit() {
		try {
			awaitUninterruptibly(this.stop);
			if (this.halting) {
				disconnect();
				Runtime.getRuntime().halt(0);
			}
			logger.info("This worker ends");
			keepAlive();
			ConfigurableApplicationContext current = this.context;
			if (current != null && current.isActive()) {
				current.close();
			}
			disconnect();
			this.disconnectListeners.forEach(Runnable::run);
			if (this.orphaned || hasLostParent()) {
				OwnProcesses.kill();
			}
		}
		catch (Throwable ex) {
			logger.error("The application cannot be closed", ex);
		}
		finally {
			System.exit(0);
		}
	}

	/**
	 * When the application is closed no other thread may be left that keeps the JVM
	 * alive, which would then end before its time.
	 */
	private static void keepAlive() {
		try {
			Thread thread = new Thread(() -> awaitUninterruptibly(new CountDownLatch(1)), "forkit-keep-alive");
			thread.setDaemon(false);
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			logger.debug("This worker may end before it has sent all that it wants to", ex);
		}
	}

	private void disconnect() {
		if (!this.orphaned) {
			this.disconnecting = true;
			this.beforeExit.run();
		}
	}

	private void haltAtLimit() {
		try {
			awaitOrphaned();
			long end = System.nanoTime() + this.orphanTimeout.toNanos();
			while (System.nanoTime() - end < 0) {
				LockSupport.parkNanos(end - System.nanoTime());
			}
			// Commands that the application has started must not outlive it.
			OwnProcesses.kill();
		}
		catch (Throwable ex) {
			// There may be no memory left, not even for a word about it.
		}
		finally {
			if (this.parent != 0) {
				// To halt is to wait until all threads have come to a safepoint.
				ParentDeath.killSelf();
			}
			Runtime.getRuntime().halt(HALTED);
		}
	}

	/** Makes no object: there may be no memory for one. */
	private void awaitOrphaned() {
		boolean asked = false;
		while (!this.orphaned && !hasLostParent()) {
			if (this.parent != 0 && !asked) {
				asked = true;
				askForSignal();
			}
			LockSupport.parkNanos(PARENT_INTERVAL);
			// An interrupt, which is none of ours, would make the next park return at
			// once.
			Thread.interrupted();
		}
		this.stop.countDown();
	}

	private boolean hasLostParent() {
		return this.parent != 0 && this.parent != ParentDeath.parent();
	}

	/**
	 * A process that is stopped, as by SIGSTOP, cannot see anything: the kernel is to let
	 * it go on then. The kernel keeps the wish for the thread that has it, so this is to
	 * run on one that lives as long as this process.
	 */
	private static void askForSignal() {
		try {
			ParentDeath.signal(Signal.SIGCONT);
		}
		catch (IOException ex) {
			logger.debug("There will be no signal at the death of the primary", ex);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// Only the latch ends this thread's wait.
			}
		}
	}

	private static Thread start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

}
