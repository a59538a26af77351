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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Sets the clock of the machine forward or back by up to an hour for a while. Only on
 * demand, because everything else on the machine sees it, and only for root. The tests
 * themselves go by another clock.
 */
final class ClockJumps {

	private static final int LONGEST_MILLIS = 5_000;

	private static final int FARTHEST_SECONDS = 3_600;

	private final Instant wall = Instant.now();

	private final long elapsed = System.nanoTime();

	private boolean wrong;

	/**
	 * Return whether the clock may be set, and is to be.
	 * @return whether it is so
	 */
	static boolean areWanted() {
		return Boolean.getBoolean("forkit.chaos.clock");
	}

	/**
	 * Return the action, which can be performed again after it was undone.
	 * @return the action
	 */
	Action jump() {
		return (now, random) -> {
			int seconds = random.nextInt(-FARTHEST_SECONDS, FARTHEST_SECONDS);
			int millis = random.nextInt(LONGEST_MILLIS);
			if (this.wrong) {
				return null;
			}
			set(seconds);
			this.wrong = true;
			return new Deed("the clock jumps by %d s".formatted(seconds), Set.of(), Harm.NONE, this::correct,
					Duration.ofMillis(millis));
		};
	}

	private void correct() {
		set(0);
		this.wrong = false;
	}

	private void set(int seconds) {
		Instant time = this.wall.plusNanos(System.nanoTime() - this.elapsed).plusSeconds(seconds);
		try {
			int code = new ProcessBuilder("date", "--set=@%d.%09d".formatted(time.getEpochSecond(), time.getNano()))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
			if (code != 0) {
				throw new IllegalStateException("'date --set' has ended with " + code);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
