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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.forkit.cluster.ControlTopic;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers use the store.
 */
final class StoreTopic implements ControlTopic {

	/** The name by which they find it. */
	static final String NAME = "shared";

	private final Store store;

	private final Executor executor;

	StoreTopic(Store store, Executor executor) {
		this.store = store;
		this.executor = executor;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Session open(Peer peer) {
		Outflow outflow = new Outflow(this.store, peer, this.executor);
		return new Session() {

			@Override
			public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
				List<?> outcome = Answer.of(() -> StoreTopic.this.store.execute(outflow, value));
				if (answer != null) {
					outflow.answer(() -> answer.accept(outcome));
				}
			}

			@Override
			public void ended() {
				outflow.close();
			}

		};
	}

}
