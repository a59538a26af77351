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

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What has arrived and is to be handled, one message after the other.
 */
final class Inbox implements Runnable {

	private final Owner owner;

	// Guarded by this, as all below but for what is volatile.
	private final Audience audience = new Audience();

	private final Deque<Incoming> arrived = new ArrayDeque<>();

	private final Failures failures = new Failures();

	private final InboxRoom room;

	private @Nullable Incoming current;

	private boolean draining;

	// Somebody wanted to drain meanwhile.
	private boolean again;

	private @Nullable Runnable afterLast;

	private volatile @Nullable CompletableFuture<Void> settled;

	// The last message of which the other side waits to hear.
	private long owed;

	Inbox(long limit, Owner owner, Window window) {
		this.owner = owner;
		this.room = new InboxRoom(limit, window);
	}

	/**
	 * Add what has arrived.
	 * @param incoming the message
	 * @return whether there is enough now, and the other side does not hold back
	 */
	boolean add(Incoming incoming) {
		boolean enough;
		long allowed;
		synchronized (this) {
			this.arrived.add(incoming);
			enough = this.room.arrived(incoming);
			allowed = this.room.widen();
		}
		allow(allowed);
		return enough;
	}

	private void allow(long allowed) {
		if (allowed > 0) {
			this.owner.allow(allowed);
		}
	}

	/**
	 * Return whether {@link #run()} is to be called. If so, the caller must.
	 * @return whether there is something, and nobody is at it
	 */
	synchronized boolean claim() {
		if (this.draining) {
			this.again = true;
			return false;
		}
		if (this.arrived.isEmpty() && this.afterLast == null) {
			return false;
		}
		this.draining = true;
		return true;
	}

	/**
	 * Have everything handled. Runs user code.
	 */
	@Override
	public void run() {
		boolean drained = false;
		try {
			drain();
			drained = true;
		}
		finally {
			if (!drained) {
				// Such as when there is no memory: the next one to come may go on.
				giveUp();
			}
		}
	}

	private synchronized void giveUp() {
		this.current = null;
		this.draining = false;
	}

	private void drain() {
		while (true) {
			Incoming next;
			Runnable end = null;
			synchronized (this) {
				next = this.arrived.peek();
				this.again = false;
				this.current = next;
				if (next == null) {
					this.draining = false;
					end = this.afterLast;
					this.afterLast = null;
				}
			}
			if (next == null) {
				if (end != null) {
					end.run();
				}
				return;
			}
			if (!this.owner.prepare(next)) {
				// Its handle is not there yet.
				synchronized (this) {
					this.current = null;
					if (this.again) {
						// It may have come since.
						this.again = false;
						continue;
					}
					this.draining = false;
				}
				return;
			}
			List<Listeners.Listener<?>> found;
			boolean reopened = false;
			long allowed = 0;
			synchronized (this) {
				if (this.arrived.peek() != next) {
					// Somebody has begun to listen for what came before it.
					continue;
				}
				this.arrived.remove();
				found = this.audience.find(next);
				if (found == null) {
					this.audience.keep(next);
					this.room.kept(next);
					this.current = null;
					reopened = this.room.reopen();
					allowed = this.room.widen();
				}
			}
			if (found != null) {
				handle(next, found);
				continue;
			}
			this.owner.kept(next);
			allow(allowed);
			if (reopened) {
				this.owner.hasRoom();
			}
			settle(next.number());
		}
	}

	/**
	 * Let more arrive than until now.
	 * @param more how much more
	 * @return whether there was enough, and there no longer is
	 */
	boolean raiseLimit(long more) {
		boolean reopened;
		long allowed;
		synchronized (this) {
			reopened = this.room.raise(more);
			allowed = this.room.widen();
		}
		allow(allowed);
		return reopened;
	}

	/** The other side cannot be told any more how much it may send. */
	synchronized void closeWindow() {
		this.room.closeWindow();
	}

	private void handle(Incoming incoming, List<Listeners.Listener<?>> found) {
		MessageFormat.Failure failure = this.owner.deliver(incoming, found, this.audience.unhandled());
		boolean ackWanted;
		boolean reopened;
		long allowed;
		synchronized (this) {
			this.current = null;
			ackWanted = incoming.isAckWanted();
			if (failure != null && ackWanted) {
				this.failures.addTold(incoming.number());
			}
			else if (failure != null) {
				this.failures.add(incoming.number(), failure);
			}
			this.room.handled(incoming);
			reopened = this.room.reopen();
			allowed = this.room.widen();
		}
		allow(allowed);
		if (ackWanted) {
			this.owner.handled(incoming.number(), failure);
		}
		if (reopened) {
			this.owner.hasRoom();
		}
		settle(incoming.number());
	}

	/**
	 * Return when the other side has been told of what it waits for: that each handle is
	 * here, and that a message was handled. What nobody listens for, and what arrives
	 * later, does not count.
	 * @return completed then
	 */
	synchronized CompletableFuture<Void> settled() {
		CompletableFuture<Void> result = this.settled;
		if (result != null) {
			return result;
		}
		long last = (this.current != null && this.current.isOwed()) ? this.current.number() : 0;
		for (Incoming candidate : this.arrived) {
			last = candidate.isOwed() ? Math.max(last, candidate.number()) : last;
		}
		if (last == 0) {
			return CompletableFuture.completedFuture(null);
		}
		result = new CompletableFuture<>();
		this.owed = last;
		this.settled = result;
		return result;
	}

	private void settle(long done) {
		CompletableFuture<Void> result = this.settled;
		if (result == null) {
			// Without the lock, as for nearly all messages.
			return;
		}
		synchronized (this) {
			result = this.settled;
			if (result == null || done < this.owed) {
				return;
			}
			this.settled = null;
		}
		result.complete(null);
	}

	<T> MessageSubscription listen(Class<T> type, BiConsumer<T, Exchange> handler) {
		MessageSubscription subscription;
		boolean wanted;
		// At once, or else the new listener could get a later message first.
		synchronized (this) {
			subscription = this.audience.listen(type, handler);
			wanted = takeKept();
		}
		if (wanted) {
			this.owner.wake();
		}
		return subscription;
	}

	MessageSubscription unhandled(Consumer<UnhandledMessage> listener) {
		MessageSubscription subscription;
		boolean wanted;
		synchronized (this) {
			subscription = this.audience.unhandled(listener);
			wanted = takeKept();
		}
		if (wanted) {
			this.owner.wake();
		}
		return subscription;
	}

	/**
	 * Put what was kept for the new listener where it belongs among what is to be
	 * handled: before what has arrived later, and after what another listener has taken a
	 * moment ago.
	 */
	private boolean takeKept() {
		List<Incoming> wanted = this.audience.takeWanted();
		if (wanted.isEmpty()) {
			return false;
		}
		long last = 0;
		for (Incoming message : wanted) {
			this.room.wanted(message);
			last = Math.max(last, message.number());
		}
		for (Incoming first = this.arrived.peek(); first != null
				&& first.number() < last; first = this.arrived.peek()) {
			wanted.add(this.arrived.remove());
		}
		Collections.sort(wanted);
		for (int i = wanted.size() - 1; i >= 0; i--) {
			this.arrived.addFirst(wanted.get(i));
		}
		return true;
	}

	/**
	 * Somebody wants to know when a message was handled.
	 * @param number the message
	 */
	void ackWanted(long number) {
		MessageFormat.Failure failure;
		synchronized (this) {
			Incoming pending = find(number);
			if (pending != null) {
				pending.ackWanted();
				return;
			}
			failure = this.failures.take(number);
		}
		this.owner.handled(number, failure);
	}

	private @Nullable Incoming find(long number) {
		if (this.current != null && this.current.number() == number) {
			return this.current;
		}
		Incoming found = Incoming.find(this.arrived, number);
		return (found != null) ? found : this.audience.findKept(number);
	}

	synchronized boolean isKept(Incoming incoming) {
		return this.audience.isKept(incoming);
	}

	/**
	 * Nothing more will arrive.
	 * @param afterLast run as user code after everything was handled
	 */
	void end(Runnable afterLast) {
		synchronized (this) {
			this.afterLast = afterLast;
		}
		this.owner.wake();
	}

	/**
	 * Close the handles of messages that nobody has listened for. A listener that is
	 * added later gets them closed.
	 */
	synchronized void closeHandles() {
		this.audience.closeHandles();
	}

	/**
	 * What the inbox needs of its channel.
	 */
	interface Owner {

		/**
		 * Get what belongs to a message.
		 * @param incoming the message
		 * @return whether it is complete; if not, {@link #wake()} follows later
		 */
		boolean prepare(Incoming incoming);

		/**
		 * Hand a message to those who want it.
		 * @param incoming the message
		 * @param listeners its listeners
		 * @param unhandled who is told if there is none
		 * @return how it has failed, if it has
		 */
		MessageFormat.@Nullable Failure deliver(Incoming incoming, List<Listeners.Listener<?>> listeners,
				List<Consumer<UnhandledMessage>> unhandled);

		/** A message was handled whose sender wants to know it. */
		void handled(long number, MessageFormat.@Nullable Failure failure);

		/** Nobody listens for a message, which is kept. */
		void kept(Incoming incoming);

		/** The other side may send so much, of all that it has ever sent. */
		void allow(long allowed);

		/** There is room for more. */
		void hasRoom();

		/** There may be something to drain. */
		void wake();

	}

}
