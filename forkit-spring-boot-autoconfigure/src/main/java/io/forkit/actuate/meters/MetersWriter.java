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

package io.forkit.actuate.meters;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes messages on meters, none of which is too long.
 */
final class MetersWriter {

	// Well below the 64 KiB that a message may have.
	private static final int MAX_SIZE = 40_000;

	private static final int VALUE_SIZE = 12;

	private final List<List<?>> messages = new ArrayList<>();

	private List<List<?>> described = new ArrayList<>();

	private List<List<?>> values = new ArrayList<>();

	private List<Integer> removed = new ArrayList<>();

	private int size;

	void described(int number, MeterDescription description) {
		reserve(description.size());
		this.described.add(MetersMessage.write(number, description));
	}

	void values(int number, double[] current) {
		reserve(VALUE_SIZE * (current.length + 2));
		this.values.add(MetersMessage.write(number, current));
	}

	void removed(int number) {
		reserve(VALUE_SIZE);
		this.removed.add(number);
	}

	private void reserve(int needed) {
		if (this.size > 0 && this.size + needed > MAX_SIZE) {
			next();
		}
		this.size += needed;
	}

	private void next() {
		this.messages.add(List.of(this.described, this.values, this.removed));
		this.described = new ArrayList<>();
		this.values = new ArrayList<>();
		this.removed = new ArrayList<>();
		this.size = 0;
	}

	/**
	 * Return what was written.
	 * @return the messages, one at least: it tells the primary that this worker is there
	 */
	List<List<?>> messages() {
		if (this.size > 0 || this.messages.isEmpty()) {
			next();
		}
		return this.messages;
	}

}
