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

import org.jspecify.annotations.Nullable;

/**
 * Which keys a map may have in {@link WireFormat#FRAMES}. Whoever sends it chooses their
 * hash codes. Those of one class that can be compared cost a {@link java.util.HashMap}
 * little even if all are the same; others would cost it the square of their number.
 */
final class MapKeys {

	/** How many may be of another kind than the first. */
	static final int MAX_OTHERS = 64;

	/** How many bytes a number may have: to compare long ones takes long. */
	static final int MAX_NUMBER = 128;

	private int kind = -1;

	private int others;

	/**
	 * Look at the next key of the map.
	 * @param tag the tag of its kind, see {@link ValueWriter}
	 * @param size how many bytes it has, the tag included
	 * @return what is wrong with it, if something is
	 */
	@Nullable String refuse(int tag, int size) {
		if (tag == ValueWriter.LIST || tag == ValueWriter.MAP) {
			return "a key that is a list or a map; send a list of pairs";
		}
		if ((tag == ValueWriter.BIG_INTEGER || tag == ValueWriter.BIG_DECIMAL) && size > MAX_NUMBER) {
			return "a number of more than " + MAX_NUMBER + " bytes as a key; send a list of pairs";
		}
		if (this.kind == -1) {
			this.kind = tag;
		}
		if (tag != this.kind && ++this.others > MAX_OTHERS) {
			return "more than " + MAX_OTHERS + " keys of another type than the first one; send two maps";
		}
		return null;
	}

}
