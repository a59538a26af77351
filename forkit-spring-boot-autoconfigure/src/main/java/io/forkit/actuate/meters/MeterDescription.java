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

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * What a meter of a worker is.
 *
 * @param kind what it measures
 * @param name its name
 * @param tags its tags
 * @param unit what it is measured in; {@code null} for none, or a time
 * @param text what it is about
 */
record MeterDescription(MeterKind kind, String name, Tags tags, @Nullable String unit, @Nullable String text) {

	/** How many characters name, tags and unit may have together. */
	static final int MAX_IDENTITY = 4000;

	/** How many characters of the text are told. */
	static final int MAX_TEXT = 300;

	/**
	 * Describe a meter.
	 * @param id the meter
	 * @param kind what it measures
	 * @return the description
	 */
	static MeterDescription of(Meter.Id id, MeterKind kind) {
		boolean ownUnit = kind.equals(MeterKind.COUNTER) || kind.equals(MeterKind.SUMMARY)
				|| kind.equals(MeterKind.GAUGE);
		String text = id.getDescription();
		return new MeterDescription(kind, id.getName(), Tags.of(id.getTagsAsIterable()),
				ownUnit ? id.getBaseUnit() : null,
				(text != null && text.length() > MAX_TEXT) ? text.substring(0, MAX_TEXT - 1) + "…" : text);
	}

	/**
	 * Return whether it is short enough to be told.
	 * @return whether it is
	 */
	boolean fits() {
		return length() <= MAX_IDENTITY && (this.text == null || this.text.length() <= MAX_TEXT);
	}

	private int length() {
		int length = this.name.length() + ((this.unit != null) ? this.unit.length() : 0);
		for (Tag tag : this.tags) {
			length += tag.getKey().length() + tag.getValue().length();
		}
		return length;
	}

	/**
	 * Return how many bytes of a message it needs at most.
	 * @return the number, rather too many
	 */
	int size() {
		int numberOfTexts = 4 + 2 * (int) this.tags.stream().count();
		return 20 + 8 * numberOfTexts + 3 * (length() + ((this.text != null) ? this.text.length() : 0));
	}

}
