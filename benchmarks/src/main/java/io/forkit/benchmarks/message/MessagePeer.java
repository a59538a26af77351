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

package io.forkit.benchmarks.message;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * All that are measured: a parent and the child that it has forked.
 */
enum MessagePeer {

	FORKIT("forkit", null),

	/** Where channels of the JDK show their descriptor and need not be searched. */
	FORKIT_OPENS("forkit, --add-opens", null),

	NODE_ADVANCED("Node, advanced", "advanced"),

	NODE_JSON("Node, json", "json");

	static final List<MessagePeer> RIVALS = List.of(NODE_ADVANCED, NODE_JSON);

	private final String title;

	private final @Nullable String serialization;

	MessagePeer(String title, @Nullable String serialization) {
		this.title = title;
		this.serialization = serialization;
	}

	String title() {
		return this.title;
	}

	/**
	 * Return how Node is to write messages.
	 * @return the option of {@code child_process.fork}, or {@code null} for forkit
	 */
	@Nullable String serialization() {
		return this.serialization;
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static MessagePeer ofOption(String option) {
		return Arrays.stream(values())
			.filter((peer) -> peer.option().equals(option))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'peers' must be of "
					+ Arrays.stream(values()).map(MessagePeer::option).toList() + " and not '" + option + "'"));
	}

}
