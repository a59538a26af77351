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

package io.forkit.ipc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The loop as one channel sees it: of the user code that it starts, which follows on
 * answers and acknowledgements, not all may take a thread of the loop at once. What is
 * too much waits, and begins in its order.
 * <p>
 * Whoever waits in such code for the same channel does not count, as what it waits for
 * may be behind it. Other ways to wait for it cannot be seen: if nothing ends for a while
 * there is a little more.
 */
final class LimitedLoop implements ChannelLoop {

	/** How much of it runs at once. */
	static final int MAX_RUNNING = 64;

	private static final Duration STALL = Duration.ofMillis(100);

	private static final int MORE_AFTER_STALL = 4;

	private final ChannelLoop loop;

	private final Runnable runNext = new RunNext();

	private final Runnable look = new Look();

	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private final Set<Thread> runners = new HashSet<>();

	private int limit = MAX_RUNNING;

	// Runs, or will run soon.
	private int granted;

	// Of those, what will run soon. As many wait at least.
	private int scheduled;

	private long ended;

	private long endedBefore;

	private boolean looking;

	LimitedLoop(ChannelLoop loop) {
		this.loop = loop;
	}

	@Override
	public void executeUserCode(Runnable code) {
		boolean now;
		boolean look = false;
		synchronized (this) {
			this.waiting.add(code);
			now = this.granted < this.limit;
			if (now) {
				this.granted++;
				this.scheduled++;
			}
			else if (!this.looking) {
				this.looking = true;
				this.endedBefore = this.ended;
				look = true;
			}
		}
		if (now) {
			this.loop.executeUserCode(this.runNext);
		}
		if (look) {
			this.loop.schedule(STALL, this.look);
		}
	}

	private void runNext() {
		Thread thread = Thread.currentThread();
		Runnable next;
		synchronized (this) {
			this.scheduled--;
			next = this.waiting.remove();
			this.runners.add(thread);
		}
		try {
			next.run();
		}
		catch (Throwable ex) {
			ChannelLog.error("What follows on an answer has failed", ex);
		}
		finally {
			end(thread);
		}
	}

	/** Let another one run in place of what this thread runs, if it does. */
	private void end(Thread thread) {
		synchronized (this) {
			if (!this.runners.remove(thread)) {
				return;
			}
			this.ended++;
			if (this.waiting.size() <= this.scheduled || this.granted > this.limit) {
				this.granted--;
				return;
			}
			this.scheduled++;
		}
		this.loop.executeUserCode(this.runNext);
	}

	private void look() {
		int more = 0;
		synchronized (this) {
			int left = this.waiting.size() - this.scheduled;
			if (left <= 0) {
				this.looking = false;
				this.limit = MAX_RUNNING;
				return;
			}
			if (this.ended == this.endedBefore) {
				more = Math.min(left, MORE_AFTER_STALL);
				this.granted += more;
				this.scheduled += more;
				this.limit = Math.max(this.limit, this.granted);
			}
			this.endedBefore = this.ended;
		}
		for (int i = 0; i < more; i++) {
			this.loop.executeUserCode(this.runNext);
		}
		this.loop.schedule(STALL, this.look);
	}

	@Override
	public void beforeWaiting() {
		end(Thread.currentThread());
		this.loop.beforeWaiting();
	}

	@Override
	public void execute(Runnable task) {
		this.loop.execute(task);
	}

	@Override
	public Timer schedule(Duration delay, Runnable task) {
		return this.loop.schedule(delay, task);
	}

	@Override
	public boolean isLoopThread() {
		return this.loop.isLoopThread();
	}

	@Override
	public void runUserCode(Runnable code) {
		this.loop.runUserCode(code);
	}

	// Classes and not lambdas: a forked JVM pays for the first of those.
	private final class RunNext implements Runnable {

		@Override
		public void run() {
			runNext();
		}

	}

	private final class Look implements Runnable {

		@Override
		public void run() {
			look();
		}

	}

}
