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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Tells the workers that the cluster is going to stop, while they still serve: who sends
 * them requests is to find somebody else before that. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StopNotice implements ControlTopic {

	/** The name by which workers find it. */
	public static final String NAME = "stop-notice";

	private final Set<Peer> peers = ConcurrentHashMap.newKeySet();

	private volatile boolean given;

	@Override
	public String name() {
		return NAME;
	}

	/** Tell all workers, also those to come. */
	void give() {
		this.given = true;
		this.peers.forEach((peer) -> peer.send(List.of(true)));
	}

	@Override
	public Session open(Peer peer) {
		this.peers.add(peer);
		return new Session() {

			@Override
			public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
				if (answer != null) {
					answer.accept(List.of(StopNotice.this.given));
				}
			}

			@Override
			public void ended() {
				StopNotice.this.peers.remove(peer);
			}

		};
	}

}
