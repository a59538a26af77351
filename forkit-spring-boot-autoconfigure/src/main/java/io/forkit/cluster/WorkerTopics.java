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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.SentMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one worker says to topics. Belongs to the loop of the channels.
 */
final class WorkerTopics {

	private final List<ControlTopic> topics;

	private final long pid;

	private final Map<String, ControlTopic.Session> sessions = new HashMap<>();

	private volatile @Nullable ProcessChannel channel;

	WorkerTopics(List<ControlTopic> topics, long pid) {
		this.topics = topics;
		this.pid = pid;
	}

	void opened(ProcessChannel channel) {
		this.channel = channel;
	}

	void received(ControlMessage.Topical message, InternalMessage from) {
		String name = message.topic();
		ControlTopic.Session session = this.sessions.computeIfAbsent(name, this::open);
		Consumer<List<?>> answer = from.isRequest()
				? (value) -> from.answer(ControlFormat.write(new ControlMessage.Topical(name, value)), null) : null;
		session.received(message.value(), answer);
	}

	private ControlTopic.Session open(String name) {
		ControlTopic topic = this.topics.stream()
			.filter((one) -> one.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("The primary knows no topic '" + name + "'"));
		return topic.open(new ControlTopic.Peer() {

			@Override
			public CompletableFuture<@Nullable Void> send(List<?> value) {
				return WorkerTopics.this.send(new ControlMessage.Topical(name, value));
			}

			@Override
			public long pid() {
				return WorkerTopics.this.pid;
			}

		});
	}

	private SentMessage send(ControlMessage message) {
		ProcessChannel opened = this.channel;
		if (opened == null) {
			throw new IllegalStateException("The channel is still being opened");
		}
		return opened.internal().send(ControlFormat.write(message));
	}

	void ended() {
		this.sessions.values().forEach(ControlTopic.Session::ended);
		this.sessions.clear();
	}

}
