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

package io.forkit.cluster.reload;

import org.springframework.util.Assert;

/**
 * How many workers may be started before those that they replace have ended: a number, or
 * a share of all workers.
 *
 * @param amount the number, or the percentage
 * @param percent whether it is a percentage
 * @since 0.1.0
 */
public record Surge(int amount, boolean percent) {

	/** One at a time. */
	public static final Surge ONE = new Surge(1, false);

	public Surge {
		Assert.isTrue(amount >= 1, () -> "'amount' must be at least 1 but is " + amount);
		Assert.isTrue(!percent || amount <= 100, () -> "'amount' must be at most 100 percent but is " + amount);
	}

	/**
	 * Read a surge.
	 * @param text a number of workers such as {@code 2}, or a percentage such as
	 * {@code 25%}
	 * @return the surge
	 * @throws IllegalArgumentException if it is neither
	 */
	public static Surge parse(String text) {
		Assert.notNull(text, "'text' must not be null");
		String trimmed = text.trim();
		boolean percent = trimmed.endsWith("%");
		try {
			return new Surge(Integer.parseInt(percent ? trimmed.substring(0, trimmed.length() - 1).trim() : trimmed),
					percent);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'text' must be a number or a percentage but is '%s'".formatted(text),
					ex);
		}
	}

	/**
	 * Return how many workers that is.
	 * @param workers how many workers there are
	 * @return the number, rounded up, at least 1
	 */
	public int of(int workers) {
		return this.percent ? Math.max(1, (int) Math.ceil(workers * this.amount / 100.0)) : this.amount;
	}

	@Override
	public String toString() {
		return this.amount + (this.percent ? "%" : "");
	}

}
