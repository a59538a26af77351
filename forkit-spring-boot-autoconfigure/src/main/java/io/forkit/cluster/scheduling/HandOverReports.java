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

package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.SocketWait;
import io.forkit.posix.StreamSocket;

/**
 * What a worker tells the primary of the connections it is given, in the order in which
 * it is told. Nothing here waits: a primary that was stopped does not read, and the
 * worker has other things to do meanwhile.
 * <p>
 * Thread-safe.
 */
final class HandOverReports {

	private static final int STEP_MILLIS = 100;

	private final Fd socket;

	private final StreamSocket stream;

	private final Consumer<Throwable> whenFailed;

	private final ByteBuffer out = ByteBuffer.allocateDirect(HandOver.RECORD);

	// No more of them than the primary has sent, and the gate.
	private final Deque<Report> waiting = new ArrayDeque<>();

	private boolean hasThread;

	/**
	 * Create reports of which none is told.
	 * @param socket the socket, which belongs to the caller
	 * @param stream reads and writes it
	 * @param whenFailed told that nothing can be told any more; by any thread
	 */
	HandOverReports(Fd socket, StreamSocket stream, Consumer<Throwable> whenFailed) {
		this.socket = socket;
		this.stream = stream;
		this.whenFailed = whenFailed;
	}

	/**
	 * Tell something, now or as soon as there is room for it.
	 * @param what what it is, see {@link HandOver}
	 * @param value the value
	 */
	void tell(int what, int value) {
		try {
			tellInTurn(what, value);
		}
		catch (Throwable ex) {
			this.whenFailed.accept(ex);
		}
	}

	private synchronized void tellInTurn(int what, int value) throws IOException {
		if (what == HandOver.GATE_CLOSED) {
			// It says all that these would have said of connections and the gate.
			this.waiting.removeIf(Report::isOvertakenByTheEndOfAnEpoch);
		}
		if (!tellNow(what, value)) {
			this.waiting.addLast(new Report(what, value));
			startThread();
		}
	}

	/**
	 * Tell something, or nothing if it would have to wait.
	 * @param what what it is, see {@link HandOver}
	 * @param value the value
	 * @return whether it is told
	 * @throws IOException if nothing can be told any more
	 */
	synchronized boolean tellNow(int what, int value) throws IOException {
		return flush() && write(what, value);
	}

	private boolean write(int what, int value) throws IOException {
		return this.stream.write(this.out.clear().putInt(what).putInt(value).flip()) != NativeBuffer.WOULD_BLOCK;
	}

	private synchronized boolean flush() throws IOException {
		for (Report next = this.waiting.peekFirst(); next != null; next = this.waiting.peekFirst()) {
			if (!write(next.what(), next.value())) {
				return false;
			}
			this.waiting.removeFirst();
		}
		return true;
	}

	/** Return whether the primary has not read for a while. */
	synchronized boolean isWaiting() {
		return !this.waiting.isEmpty();
	}

	/** Whoever waits for connections may be busy with one when the primary goes on. */
	private void startThread() {
		if (!this.hasThread) {
			Thread thread = new Thread(this::tellWaiting, "forkit-hand-over");
			thread.setDaemon(true);
			thread.start();
			this.hasThread = true;
		}
	}

	private void tellWaiting() {
		try {
			SocketWait wait = new SocketWait();
			while (this.socket.isOpen() && !isDone()) {
				wait.awaitRoom(this.socket, null, STEP_MILLIS);
			}
		}
		catch (Throwable ex) {
			this.whenFailed.accept(ex);
		}
	}

	private synchronized boolean isDone() throws IOException {
		this.hasThread = !flush();
		return !this.hasThread;
	}

	private record Report(int what, int value) {

		boolean isOvertakenByTheEndOfAnEpoch() {
			return this.what == HandOver.GATE_OPEN || this.what == HandOver.GATE_CLOSED
					|| this.what == HandOver.REFUSED;
		}

	}

}
