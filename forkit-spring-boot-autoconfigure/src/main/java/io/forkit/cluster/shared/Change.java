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

/**
 * What the store tells a process: a list of plain values, of which the first one is one
 * of these and the second one the name of the map or topic.
 */
final class Change {

	/** A snapshot of a map begins. */
	static final String BEGIN = "begin";

	/** Some entries of a snapshot: keys and values in turn. */
	static final String ENTRIES = "entries";

	/** A snapshot of a map is complete. */
	static final String END = "end";

	/** An entry has a new value, or none. */
	static final String SET = "set";

	/** All entries are gone. */
	static final String CLEARED = "cleared";

	/** A message of a topic: the sender, and what it says. */
	static final String MESSAGE = "message";

	/** Messages of a topic were lost. */
	static final String LOST = "lost";

	private Change() {
	}

}
