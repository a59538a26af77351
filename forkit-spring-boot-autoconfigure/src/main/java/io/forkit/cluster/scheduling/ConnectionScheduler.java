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

import java.net.InetSocketAddress;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker for each connection that the primary hands over. A bean of this type
 * in the primary takes the place of taking turns with
 * {@code forkit.cluster.scheduling=round-robin}.
 * <p>
 * Called by one thread, which accepts the connections of the whole cluster: it must not
 * block. When it throws, the connection goes the way it would without it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionScheduler {

	/**
	 * Choose a worker.
	 * @param connection the connection
	 * @param candidates the workers that can take a connection at this moment, by slot;
	 * at least one
	 * @return one of the candidates, or {@code null} to leave it to taking turns
	 */
	@Nullable Candidate choose(Connection connection, List<Candidate> candidates);

	/**
	 * A connection that was accepted.
	 *
	 * @param remote the address of the client, {@code null} if it is gone already
	 * @param local the address that it has connected to
	 */
	record Connection(@Nullable InetSocketAddress remote, @Nullable InetSocketAddress local) {

	}

	/**
	 * A worker that can take a connection.
	 *
	 * @param slot its slot, from 0
	 * @param id its id, from 1
	 * @param unacknowledged how many connections were handed over to it that it has not
	 * taken yet
	 * @param connections how many connections of this port it has open, with those that
	 * it has not taken yet; as it has told last, at most about a tenth of a second ago
	 */
	record Candidate(int slot, int id, int unacknowledged, int connections) {

	}

}
