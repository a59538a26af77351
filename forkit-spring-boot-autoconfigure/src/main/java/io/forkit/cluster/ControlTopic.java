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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A part of forkit, in the primary, that the workers talk to beside the supervision. It
 * is told what they say on the loop of the channels, and must not wait for anything.
 *
 * @since 0.1.0
 */
public interface ControlTopic {

	/**
	 * Return the name by which workers find it.
	 * @return the name
	 */
	String name();

	/**
	 * A worker speaks for the first time.
	 * @param peer the way to it
	 * @return takes what it says
	 */
	Session open(Peer peer);

	/**
	 * Takes what a worker says, in its order.
	 */
	interface Session {

		/**
		 * The worker has said something.
		 * @param value plain values, which may be anything
		 * @param answer takes the answer, once; {@code null} if none is expected
		 */
		void received(List<?> value, @Nullable Consumer<List<?>> answer);

		/** Nothing more will come, and nothing can be sent. */
		void ended();

	}

	/**
	 * The way to a worker. Thread-safe.
	 */
	@FunctionalInterface
	interface Peer {

		/**
		 * Send something, of which the worker gets one after the other. Does not wait.
		 * @param value plain values, with less than 64 KiB
		 * @return completed when it was written
		 */
		CompletableFuture<@Nullable Void> send(List<?> value);

		/**
		 * Return which worker it is.
		 * @return its process id, 0 if it is not known
		 */
		default long pid() {
			return 0;
		}

	}

}
