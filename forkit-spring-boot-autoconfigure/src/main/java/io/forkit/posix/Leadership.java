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

package io.forkit.posix;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one thread is the loop, and always one, though user code runs on it:
 * the thread that leads goes on leading after user code that is quick, and is replaced
 * while it runs user code that is not.
 * <p>
 * What belongs to the loop alone is safe with the next leader: a leader loses its place
 * only inside {@link #runUserCode} or {@link #beforeWaiting}, and what it did before
 * happens before what its successor does.
 * <p>
 * No logging, nothing native and no lambda until something goes wrong: this runs in
 * children that have to be up in a moment.
 */
final class Leadership {

	// How long a thread without work is kept for the next change.
	private static final long IDLE_NANOS = 10_000_000_000L;

	private final String name;

	private final Runnable duty;

	private final Starter starter;

	private final @Nullable ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

	// Guards the choice of a leader.
	private final Object monitor = new Object();

	private final Deque<Member> idle = new ArrayDeque<>();

	// Odd while the leader runs user code. The leader makes it odd; whoever makes it even
	// again has decided whether the leader stays, or is replaced.
	private final AtomicLong stint = new AtomicLong();

	private volatile @Nullable Thread leader;

	private volatile @Nullable Watchdog watchdog;

	private volatile boolean ended;

	private int members;

	private boolean warned;

	/**
	 * Create a leadership.
	 * @param name the name of the first thread, and the beginning of those of the others
	 * @param duty what a leader does: it returns when the thread no longer leads
	 */
	Leadership(String name, Runnable duty) {
		this(name, duty, new Starter());
	}

	// VisibleForTesting
	Leadership(String name, Runnable duty, Starter starter) {
		this.name = name;
		this.duty = duty;
		this.starter = starter;
	}

	/**
	 * Start the first leader.
	 * @throws OutOfMemoryError if no thread can be started
	 */
	void start() {
		synchronized (this.monitor) {
			if (!this.ended) {
				this.leader = startMember();
			}
		}
	}

	/**
	 * Return whether the caller leads. In user code this may change at any moment from
	 * {@code true} to {@code false}, elsewhere it does not.
	 * @return whether it does
	 */
	boolean isLeader() {
		return Thread.currentThread() == this.leader;
	}

	/**
	 * Return whether the caller leads and is not in user code: what belongs to the loop
	 * belongs to the caller.
	 * @return whether it does
	 */
	boolean isLeaderAtDuty() {
		return Thread.currentThread() instanceof Member member && member == this.leader && !member.inUserCode;
	}

	/**
	 * Run user code. The caller may have ceased to be the leader when this returns.
	 * @param code the code; what it throws is logged
	 */
	void runUserCode(Runnable code) {
		if (!isLeaderAtDuty()) {
			invoke(code);
			return;
		}
		Member member = (Member) Thread.currentThread();
		Watchdog guard = watchdog();
		long mine = this.stint.get() + 1;
		member.inUserCode = true;
		this.stint.set(mine);
		if (guard != null) {
			guard.userCodeBegins();
		}
		invoke(code);
		// An interrupt is for the code that has ended. A selector would not wait any
		// more.
		Thread.interrupted();
		member.inUserCode = false;
		if (!this.stint.compareAndSet(mine, mine + 1)) {
			awaitSuccessor();
		}
	}

	private void awaitSuccessor() {
		synchronized (this.monitor) {
			// Whoever has replaced this thread has done so now.
		}
	}

	/**
	 * To be called before the caller waits: if it leads, another thread does from now on.
	 */
	void beforeWaiting() {
		if (!isLeader()) {
			return;
		}
		synchronized (this.monitor) {
			if (isLeader()) {
				replace(this.stint.get());
			}
		}
	}

	/**
	 * Let another thread lead, unless the stint of the leader has ended.
	 * @param expected the stint that was seen
	 */
	void replace(long expected) {
		synchronized (this.monitor) {
			if (this.ended || this.stint.get() != expected) {
				return;
			}
			Member successor = this.idle.peek();
			if (successor == null) {
				successor = tryStartMember();
			}
			if (successor == null || !this.stint.compareAndSet(expected, (expected + 1) & ~1)) {
				return;
			}
			this.idle.remove(successor);
			this.leader = successor;
			LockSupport.unpark(successor);
		}
	}

	private @Nullable Member tryStartMember() {
		try {
			Member member = startMember();
			this.warned = false;
			return member;
		}
		catch (OutOfMemoryError ex) {
			if (!this.warned) {
				this.warned = true;
				LoopLog.warn("No thread can be started to take over from one that runs user code: "
						+ "what comes in waits until that has ended, or until a thread can be started", ex);
			}
			return null;
		}
	}

	private Member startMember() {
		int number = ++this.members;
		Member member = new Member((number == 1) ? this.name : this.name.concat("-").concat(Integer.toString(number)));
		this.starter.start(member);
		return member;
	}

	private @Nullable Watchdog watchdog() {
		Watchdog current = this.watchdog;
		if (current == null) {
			try {
				current = new Watchdog(this, this.stint, this.name.concat("-watchdog"));
				this.starter.start(current);
				this.watchdog = current;
			}
			catch (OutOfMemoryError ex) {
				LoopLog.warn("No thread can be started to watch over the loop; it is tried again", ex);
				return null;
			}
		}
		return current;
	}

	/** Let all threads end. To be called by the leader, whose duty is over. */
	void end() {
		synchronized (this.monitor) {
			this.ended = true;
			this.leader = null;
			for (Member member : this.idle) {
				LockSupport.unpark(member);
			}
			Watchdog current = this.watchdog;
			if (current != null) {
				LockSupport.unpark(current);
			}
		}
	}

	boolean hasEnded() {
		return this.ended;
	}

	// VisibleForTesting
	@Nullable Thread leader() {
		return this.leader;
	}

	// VisibleForTesting
	int idleCount() {
		synchronized (this.monitor) {
			return this.idle.size();
		}
	}

	static void invoke(Runnable code) {
		try {
			code.run();
		}
		catch (Throwable ex) {
			LoopLog.error("A task of the event loop has failed", ex);
		}
	}

	private boolean awaitLeadership(Member member) {
		synchronized (this.monitor) {
			if (this.ended || this.leader == member) {
				return !this.ended;
			}
			this.idle.push(member);
		}
		long deadline = System.nanoTime() + this.starter.idleNanos();
		while (this.leader != member) {
			long left = deadline - System.nanoTime();
			if (left <= 0 || this.ended) {
				synchronized (this.monitor) {
					this.idle.remove(member);
					return this.leader == member;
				}
			}
			LockSupport.parkNanos(this, left);
			Thread.interrupted();
		}
		return true;
	}

	/**
	 * Starts threads.
	 */
	static class Starter {

		void start(Thread thread) {
			thread.start();
		}

		long idleNanos() {
			return IDLE_NANOS;
		}

	}

	/**
	 * A thread that leads, runs user code after it has led, or waits to lead again.
	 */
	private final class Member extends Thread {

		// Of this thread only.
		private boolean inUserCode;

		Member(String name) {
			super(null, null, name, 0, false);
			setDaemon(true);
			setContextClassLoader(Leadership.this.contextClassLoader);
		}

		@Override
		public void run() {
			while (awaitLeadership(this)) {
				Leadership.this.duty.run();
			}
		}

	}

}
