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

package io.forkit.demo.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import io.forkit.demo.Proc;
import org.jspecify.annotations.Nullable;

/**
 * Actions that send signals.
 */
final class Signals {

	private static final int LONGEST_STOP_MILLIS = 8_000;

	private Signals() {
	}

	static Action kill(String kind, Function<Observation, Set<Long>> victims, Harm harm) {
		return (now, random) -> {
			Long victim = choose(victims.apply(now), random);
			return (victim != null) ? send("KILL", kind, victim, harm) : null;
		};
	}

	/**
	 * The end of all victims at once.
	 * @param kind what they are
	 * @param victims the victims
	 * @param harm what may come of it
	 * @return the action
	 */
	static Action killAll(String kind, Function<Observation, Set<Long>> victims, Harm harm) {
		return (now, random) -> {
			Set<Long> all = victims.apply(now);
			all.forEach((victim) -> Proc.signal("KILL", victim));
			return all.isEmpty() ? null : Deed.lasting("SIGKILL to each " + kind + " " + all, all, harm);
		};
	}

	/**
	 * A request to end, which harms nobody.
	 * @param kind what the victims are
	 * @param victims the victims
	 * @return the action
	 */
	static Action terminate(String kind, Function<Observation, Set<Long>> victims) {
		return (now, random) -> {
			Long victim = choose(victims.apply(now), random);
			return (victim != null) ? send("TERM", kind, victim, Harm.NONE) : null;
		};
	}

	/**
	 * A stop, and a continuation after a while.
	 * @param kind what the victims are
	 * @param victims the victims
	 * @param harm what may come of it
	 * @return the action
	 */
	static Action stop(String kind, Function<Observation, Set<Long>> victims, Harm harm) {
		return (now, random) -> {
			Long victim = choose(victims.apply(now), random);
			if (victim == null) {
				return null;
			}
			Deed deed = send("STOP", kind, victim, harm);
			return new Deed(deed.what(), deed.victims(), harm, () -> Proc.signal("CONT", victim),
					Duration.ofMillis(random.nextInt(LONGEST_STOP_MILLIS)));
		};
	}

	private static Deed send(String signal, String kind, long victim, Harm harm) {
		Proc.signal(signal, victim);
		return Deed.lasting("SIG" + signal + " to " + kind + " " + victim, Set.of(victim), harm);
	}

	static @Nullable Long choose(Set<Long> victims, Random random) {
		List<Long> list = new ArrayList<>(victims);
		return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
	}

}
