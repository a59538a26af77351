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

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.ControlValues;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * What a worker tells of its meters: each has a number, which it never gives again. Sums
 * are told from the start of the worker on, so that a message may be told twice.
 *
 * @param described the meters that the primary does not know yet
 * @param values the values that have changed
 * @param removed the meters that are gone
 */
record MetersMessage(Map<Integer, MeterDescription> described, Map<Integer, double[]> values, List<Integer> removed) {

	/** Write the description of a meter. */
	static List<@Nullable Object> write(int number, MeterDescription description) {
		List<String> tags = new ArrayList<>();
		for (Tag tag : description.tags()) {
			tags.add(tag.getKey());
			tags.add(tag.getValue());
		}
		return Arrays.asList(number, description.kind().name(), description.name(), description.unit(),
				description.text(), tags);
	}

	/** Write the values of a meter. */
	static List<Object> write(int number, double[] values) {
		List<Object> list = new ArrayList<>();
		list.add(number);
		for (double value : values) {
			list.add(value);
		}
		return list;
	}

	/**
	 * Read a message.
	 * @param value plain values, which may be anything
	 * @return the message, whose parts fit each other or not
	 * @throws IOException if it is none
	 */
	static MetersMessage read(List<?> value) throws IOException {
		ControlValues in = ControlValues.of(value);
		Map<Integer, MeterDescription> described = new LinkedHashMap<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			ControlValues one = all.values();
			described.put(one.number(), readDescription(one));
		}
		Map<Integer, double[]> values = new LinkedHashMap<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			List<?> one = all.list();
			values.put(ControlValues.of(one).number(), readValues(one));
		}
		List<Integer> removed = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			removed.add(all.number());
		}
		return new MetersMessage(described, values, removed);
	}

	private static MeterDescription readDescription(ControlValues in) throws IOException {
		MeterKind kind = in.constant(MeterKind.class);
		String name = in.text();
		String unit = in.nullableText();
		String text = in.nullableText();
		List<Tag> tags = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			tags.add(Tag.of(all.text(), all.text()));
		}
		MeterDescription description = new MeterDescription(kind, name, Tags.of(tags), unit, text);
		if (name.isEmpty() || !description.fits()) {
			throw new IOException("A meter has no name, or it, its tags and its unit have more than %d characters"
				.formatted(MeterDescription.MAX_IDENTITY));
		}
		return description;
	}

	private static double[] readValues(List<?> list) throws IOException {
		double[] values = new double[list.size() - 1];
		for (int i = 0; i < values.length; i++) {
			if (!(list.get(i + 1) instanceof Number number)) {
				throw new IOException("A meter has %s in the place of a value".formatted(list.get(i + 1)));
			}
			values[i] = number.doubleValue();
		}
		return values;
	}

}
