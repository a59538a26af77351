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

package io.forkit.cluster.operate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.forkit.cluster.ClusterOperations;
import io.forkit.cluster.ControlValues;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.reload.SlotReload;
import io.forkit.cluster.scale.ScaleOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Makes plain values of operations and back. What is said of single slots is left out
 * where there are many: the whole has to fit into one message.
 */
final class OperationsFormat {

	private static final int MAX_SLOTS = 100;

	private static final int MAX_TEXT = 300;

	/** For what the analysis of a failure says. */
	private static final int MAX_REASON = 3000;

	private OperationsFormat() {
	}

	static List<?> write(ClusterOperations operations) {
		List<Object> reloads = new ArrayList<>();
		int left = MAX_SLOTS;
		for (ReloadOutcome outcome : operations.reloads()) {
			reloads.add(write(outcome, left, reloads.isEmpty() ? MAX_REASON : MAX_TEXT));
			left = Math.max(0, left - outcome.slots().size());
		}
		List<?> scalings = operations.scalings().stream().map(OperationsFormat::write).toList();
		Instant since = operations.reloadingSince();
		return List.of(since != null, (since != null) ? since.toEpochMilli() : 0, reloads, scalings);
	}

	static ClusterOperations read(ControlValues in) throws IOException {
		boolean reloading = in.flag();
		long since = in.whole();
		List<ReloadOutcome> reloads = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			reloads.add(readReload(all.values()));
		}
		List<ScaleOutcome> scalings = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			scalings.add(readScale(all.values()));
		}
		return new ClusterOperations(reloading ? Instant.ofEpochMilli(since) : null, reloads, scalings);
	}

	static List<?> write(ReloadOutcome outcome) {
		return write(outcome, MAX_SLOTS, MAX_REASON);
	}

	private static List<?> write(ReloadOutcome outcome, int maxSlots, int maxReason) {
		List<List<?>> slots = new ArrayList<>();
		outcome.slots()
			.stream()
			.limit(maxSlots)
			.forEach((slot) -> slots.add(Arrays.asList(slot.slot(), slot.step().name(), shortened(slot.failure()),
					slot.duration().toMillis())));
		return Arrays.asList(outcome.result().name(), shortened(outcome.reason(), maxReason), outcome.generation(),
				outcome.startedAt().toEpochMilli(), outcome.duration().toMillis(), slots);
	}

	static ReloadOutcome readReload(ControlValues in) throws IOException {
		ReloadOutcome.Result result = in.constant(ReloadOutcome.Result.class);
		String reason = in.nullableText();
		int generation = in.number();
		Instant startedAt = Instant.ofEpochMilli(in.whole());
		Duration duration = Duration.ofMillis(in.whole());
		List<SlotReload> slots = new ArrayList<>();
		for (ControlValues all = in.values(); all.hasNext();) {
			ControlValues slot = all.values();
			slots.add(new SlotReload(slot.number(), slot.constant(SlotReload.Step.class), slot.nullableText(),
					Duration.ofMillis(slot.whole())));
		}
		return new ReloadOutcome(result, reason, generation, startedAt, duration, slots);
	}

	static List<?> write(ScaleOutcome outcome) {
		return Arrays.asList(outcome.result().name(), shortened(outcome.reason()), outcome.from(), outcome.to(),
				outcome.startedAt().toEpochMilli(), outcome.duration().toMillis());
	}

	static ScaleOutcome readScale(ControlValues in) throws IOException {
		return new ScaleOutcome(in.constant(ScaleOutcome.Result.class), in.nullableText(), in.number(), in.number(),
				Instant.ofEpochMilli(in.whole()), Duration.ofMillis(in.whole()));
	}

	private static @Nullable String shortened(@Nullable String text) {
		return shortened(text, MAX_TEXT);
	}

	private static @Nullable String shortened(@Nullable String text, int limit) {
		return (text == null || text.length() <= limit) ? text : text.substring(0, limit - 1) + "…";
	}

}
