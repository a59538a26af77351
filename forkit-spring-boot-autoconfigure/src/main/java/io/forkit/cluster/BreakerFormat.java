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

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.forkit.cluster.restart.BreakerInfo;
import io.forkit.cluster.restart.BreakerReason;
import io.forkit.cluster.restart.BreakerState;
import io.forkit.cluster.restart.StartFailure;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists of plain values of breakers and failures, and back.
 */
final class BreakerFormat {

	// No slot, nor that of a standby.
	private static final int CLUSTER = Integer.MIN_VALUE;

	private static final long NEVER = -1;

	// They share one internal message with all workers of the snapshot.
	private static final int MAX_CHARACTERS = 4000;

	private BreakerFormat() {
	}

	/**
	 * Return what there is to know of breakers: of the first ones, where they would need
	 * too much room.
	 * @param breakers the breakers
	 * @return the values
	 */
	static List<?> write(List<BreakerInfo> breakers) {
		List<Object> values = new ArrayList<>();
		int characters = 0;
		for (BreakerInfo breaker : breakers) {
			List<?> failure = write(breaker.failure());
			characters += breaker.text().length() + failure.toString().length();
			if (!values.isEmpty() && characters > MAX_CHARACTERS) {
				break;
			}
			Instant trialAt = breaker.trialAt();
			values.add(Arrays.asList((breaker.slot() != null) ? breaker.slot() : CLUSTER, breaker.state().name(),
					breaker.reason().name(), breaker.text(), breaker.since().toEpochMilli(),
					(trialAt != null) ? trialAt.toEpochMilli() : NEVER, breaker.trials(), failure));
		}
		return values;
	}

	static List<BreakerInfo> read(ControlValues in) throws IOException {
		List<BreakerInfo> breakers = new ArrayList<>();
		while (in.hasNext()) {
			ControlValues breaker = in.values();
			int slot = breaker.number();
			BreakerState state = breaker.constant(BreakerState.class);
			BreakerReason reason = breaker.constant(BreakerReason.class);
			String text = breaker.text();
			Instant since = Instant.ofEpochMilli(breaker.whole());
			long trialAt = breaker.whole();
			breakers.add(new BreakerInfo((slot != CLUSTER) ? slot : null, state, reason, text, since,
					(trialAt != NEVER) ? Instant.ofEpochMilli(trialAt) : null, breaker.number(),
					readOptionalFailure(breaker.values())));
		}
		return breakers;
	}

	// Empty if there is none.
	static List<?> write(@Nullable StartFailure failure) {
		return (failure != null) ? Arrays.asList(failure.exception(), failure.message()) : List.of();
	}

	static StartFailure readFailure(ControlValues in) throws IOException {
		return new StartFailure(in.text(), in.nullableText());
	}

	/** With its analysis, which is too long for all breakers together. */
	static List<?> writeReport(StartFailure failure) {
		return Arrays.asList(failure.exception(), failure.message(), failure.description(), failure.action());
	}

	static StartFailure readReport(ControlValues in) throws IOException {
		return readFailure(in).analyzed(in.nullableText(), in.nullableText());
	}

	private static @Nullable StartFailure readOptionalFailure(ControlValues in) throws IOException {
		return in.hasNext() ? readFailure(in) : null;
	}

}
