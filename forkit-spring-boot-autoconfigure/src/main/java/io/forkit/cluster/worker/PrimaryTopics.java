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

package io.forkit.cluster.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.forkit.cluster.ControlLine;
import io.forkit.cluster.ControlMessage;

/**
 * What this worker talks about with the primary beside all messages of the user.
 * Thread-safe.
 */
final class PrimaryTopics {

	private final PrimaryLink link;

	private final Map<String, Consumer<List<?>>> receivers = new ConcurrentHashMap<>();

	PrimaryTopics(PrimaryLink link) {
		this.link = link;
	}

	/**
	 * Hear what the primary says to a topic.
	 * @param topic the name of the topic
	 * @param receiver told on the loop
	 */
	void receive(String topic, Consumer<List<?>> receiver) {
		this.receivers.put(topic, receiver);
	}

	/**
	 * Open the line to a topic of the primary.
	 * @param topic the name of the topic
	 * @param receiver told on the loop what comes from there
	 * @return the line
	 */
	ControlLine line(String topic, Consumer<List<?>> receiver) {
		receive(topic, receiver);
		return (value) -> this.link.request(new ControlMessage.Topical(topic, value), ControlMessage.Topical.class)
			.thenApply((answer) -> answer.value());
	}

	void received(ControlMessage.Topical message) {
		this.receivers.getOrDefault(message.topic(), (value) -> {
		}).accept(message.value());
	}

}
