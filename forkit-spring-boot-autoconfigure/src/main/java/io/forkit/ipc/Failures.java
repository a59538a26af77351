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

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How messages have failed that somebody may ask about later. Of the last ones it is
 * known how until that was told, of many more that they have, and of those before
 * nothing: none of them is taken for one that was handled.
 */
final class Failures {

	private static final int WITH_REASON = 256;

	private static final int WITHOUT_REASON = 16 * 1024;

	private static final MessageFormat.Failure FORGOTTEN = new MessageFormat.Failure(
			IllegalStateException.class.getName(),
			"A listener has failed, and how is no longer known: many others have since");

	private static final MessageFormat.Failure UNKNOWN = new MessageFormat.Failure(
			IllegalStateException.class.getName(),
			"Whether a listener has failed is no longer known: ask when the message is sent");

	private final Map<Long, MessageFormat.Failure> withReason = new LinkedHashMap<>();

	private final Map<Long, MessageFormat.Failure> withoutReason = new LinkedHashMap<>();

	// The last of those of which nothing is known.
	private long unknown;

	void add(long number, MessageFormat.Failure failure) {
		this.withReason.put(number, failure);
		if (this.withReason.size() > WITH_REASON) {
			addTold(removeEldest(this.withReason));
		}
	}

	/**
	 * Add one whose sender was told how it has failed, or that is too long ago.
	 * @param number the message
	 */
	void addTold(long number) {
		this.withoutReason.put(number, FORGOTTEN);
		if (this.withoutReason.size() > WITHOUT_REASON) {
			this.unknown = Math.max(this.unknown, removeEldest(this.withoutReason));
		}
	}

	private static long removeEldest(Map<Long, MessageFormat.Failure> failures) {
		Long eldest = failures.keySet().iterator().next();
		failures.remove(eldest);
		return eldest;
	}

	/**
	 * Take what is to be told of a message that was handled.
	 * @param number the message
	 * @return how it has failed, or {@code null} if it has not
	 */
	MessageFormat.@Nullable Failure take(long number) {
		MessageFormat.Failure failure = this.withReason.remove(number);
		if (failure != null) {
			addTold(number);
			return failure;
		}
		failure = this.withoutReason.get(number);
		return (failure == null && number <= this.unknown) ? UNKNOWN : failure;
	}

}
