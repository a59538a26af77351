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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Warns of requests that nobody listens for, once for each type: their sender only learns
 * that there is no answer. Thread-safe.
 */
final class UnheardRequests {

	// Time to begin to listen.
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	// Whoever sends a hundred types nobody knows is not to fill the log.
	private static final int MAX_TYPES = 20;

	private final ChannelLoop loop;

	private final Predicate<Incoming> kept;

	private final Set<String> types = new HashSet<>();

	/**
	 * Create it for a channel.
	 * @param loop the loop of the channel
	 * @param kept whether a request is still kept
	 */
	UnheardRequests(ChannelLoop loop, Predicate<Incoming> kept) {
		this.loop = loop;
		this.kept = kept;
	}

	/**
	 * A request is kept until somebody listens for it.
	 * @param request the request
	 */
	void add(Incoming request) {
		String type = request.body().type();
		synchronized (this.types) {
			if (this.types.size() >= MAX_TYPES || !this.types.add(type)) {
				return;
			}
		}
		this.loop.schedule(PATIENCE, () -> look(type, request));
	}

	private void look(String type, Incoming request) {
		if (this.kept.test(request)) {
			ChannelLog.warn("The other process has sent a request for which nobody listens here (" + type
					+ "); it is kept until somebody does, and has no answer. Add a listener with onMessage, or with "
					+ "onUnhandled");
			return;
		}
		synchronized (this.types) {
			this.types.remove(type);
		}
	}

}
