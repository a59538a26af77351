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

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The keys of the session tickets of a cluster. They change as often as the JDK changes
 * its own, and are made when the first worker asks. The next one is known to all before
 * it is used, so that no worker meets a ticket that it cannot read. Belongs to the thread
 * of the supervisor.
 */
final class TicketKeyRing {

	// The default of jdk.tls.server.statelessKeyTimeout.
	private static final Duration PERIOD = Duration.ofHours(1);

	// The default of the JDK for how long a session can be resumed.
	private static final Duration SESSION_TIMEOUT = Duration.ofHours(24);

	private static final int LENGTH = 32;

	private final Deque<Key> keys = new ArrayDeque<>();

	private @Nullable SecureRandom random;

	/**
	 * Return the keys. Which of them are valid is told by a clock that nobody sets;
	 * otherwise there could be a time without one, in which each worker makes its own.
	 * @param elapsed the time of that clock
	 * @param now the time of day, by which the workers go
	 * @return those whose tickets are valid, the one of now and the next one, which is
	 * the last
	 */
	List<TicketKey> at(Duration elapsed, Instant now) {
		while (!this.keys.isEmpty() && this.keys.getFirst().until().plus(SESSION_TIMEOUT).compareTo(elapsed) <= 0) {
			this.keys.removeFirst();
		}
		if (this.keys.isEmpty() || this.keys.getLast().until().compareTo(elapsed) <= 0) {
			add(elapsed);
		}
		if (this.keys.getLast().from().compareTo(elapsed) <= 0) {
			add(this.keys.getLast().until());
		}
		return this.keys.stream().map((key) -> key.at(now.minus(elapsed))).toList();
	}

	private void add(Duration from) {
		SecureRandom source = this.random;
		if (source == null) {
			source = new SecureRandom();
			this.random = source;
		}
		byte[] secret = new byte[LENGTH];
		source.nextBytes(secret);
		int id = this.keys.isEmpty() ? source.nextInt() : this.keys.getLast().id() + 1;
		this.keys.addLast(new Key(id, new SecretKeySpec(secret, "AES"), from));
	}

	/**
	 * A key by the clock that nobody sets.
	 *
	 * @param id its number
	 * @param secret the key
	 * @param from when it begins to be used
	 */
	private record Key(int id, SecretKey secret, Duration from) {

		Duration until() {
			return this.from.plus(PERIOD);
		}

		/** Return the key as workers know it, whose clock was at zero at a moment. */
		TicketKey at(Instant zero) {
			return new TicketKey(this.id, this.secret, zero.plus(this.from), zero.plus(until()));
		}

	}

}
