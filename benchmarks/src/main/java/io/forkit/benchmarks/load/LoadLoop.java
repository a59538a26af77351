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

package io.forkit.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves any number of clients on the thread that calls it. A request that fails ends the
 * call with the reason: such a run says nothing.
 */
public final class LoadLoop implements Closeable {

	private final Selector selector;

	private int pending;

	/**
	 * Create a loop without clients.
	 * @throws IOException if the system lets no more files be opened
	 */
	public LoadLoop() throws IOException {
		this.selector = Selector.open();
	}

	/**
	 * Let a client begin an exchange. It may be one that {@link #poll} has just given.
	 * @param client a client without an exchange
	 * @throws IOException if there is no connection
	 */
	public void begin(LoadClient client) throws IOException {
		client.begin(this.selector);
		this.pending++;
	}

	/**
	 * Return how many exchanges have not come to their end.
	 * @return the number
	 */
	public int pending() {
		return this.pending;
	}

	/**
	 * Go on with what can be gone on with, and wait for that.
	 * @param millis how long to wait at most, more than 0
	 * @param ended gets each client whose exchange has come to its end
	 * @throws IOException if one fails
	 */
	public void poll(long millis, Consumer<LoadClient> ended) throws IOException {
		try {
			this.selector.select((key) -> ready(key, ended), millis);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private void ready(SelectionKey key, Consumer<LoadClient> ended) {
		LoadClient client = (LoadClient) key.attachment();
		try {
			if (client.ready(key)) {
				this.pending--;
				ended.accept(client);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(new IOException("A request of " + client + " failed after "
					+ TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - client.begin()) + " ms: " + ex.getMessage(),
					ex));
		}
	}

	/**
	 * Let a client make an exchange, and wait for its end.
	 * @param client a client without an exchange
	 * @param limit how long to wait at most
	 * @return whether it has come to its end
	 * @throws IOException if it fails, or another one's meanwhile
	 */
	public boolean exchange(LoadClient client, Duration limit) throws IOException {
		boolean[] done = new boolean[1];
		begin(client);
		long end = System.nanoTime() + limit.toNanos();
		while (!done[0]) {
			long left = end - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			poll(1 + TimeUnit.NANOSECONDS.toMillis(left), (ready) -> done[0] |= ready == client);
		}
		return true;
	}

	/**
	 * Wait for the end of all exchanges.
	 * @param limit how long to wait at most
	 * @param ended gets each client whose exchange has come to its end
	 * @throws IOException if one fails, or takes longer
	 */
	public void drain(Duration limit, Consumer<LoadClient> ended) throws IOException {
		long end = System.nanoTime() + limit.toNanos();
		while (this.pending > 0) {
			long left = end - System.nanoTime();
			if (left <= 0) {
				throw new IOException(
						this.pending + " requests have not come to their end for " + limit.toSeconds() + " s: "
								+ this.selector.keys()
									.stream()
									.map((key) -> ((LoadClient) key.attachment()).waitsFor())
									.filter(Objects::nonNull)
									.findFirst()
									.orElse("nobody waits"));
			}
			poll(1 + TimeUnit.NANOSECONDS.toMillis(left), ended);
		}
	}

	/**
	 * Reset all connections.
	 */
	@Override
	public void close() throws IOException {
		List<SelectionKey> keys = new ArrayList<>(this.selector.keys());
		for (SelectionKey key : keys) {
			key.channel().close();
		}
		this.selector.close();
	}

}
