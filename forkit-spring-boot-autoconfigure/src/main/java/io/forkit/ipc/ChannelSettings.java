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

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of a channel.
 *
 * @param queueLimit how many bytes may wait to be written, at least 1; a single larger
 * message is taken when nothing else waits
 * @param queuePolicy what becomes of a message that finds the queue full
 * @param blockTimeout how long a sender waits for room at most, with
 * {@link QueuePolicy#BLOCK}
 * @param maxMessageSize how many bytes a message may have, in both directions, at least 1
 * @param requestTimeout how long an answer is waited for, unless the request says so
 * @since 0.1.0
 */
public record ChannelSettings(long queueLimit, QueuePolicy queuePolicy, Duration blockTimeout, long maxMessageSize,
		Duration requestTimeout) {

	/**
	 * 16 MiB, blocking for at most 30 seconds; messages of at most 256 MiB; requests time
	 * out after 30 seconds.
	 */
	public static final ChannelSettings DEFAULT = new ChannelSettings(16 << 20, QueuePolicy.BLOCK,
			Duration.ofSeconds(30), 256 << 20, Duration.ofSeconds(30));

	public ChannelSettings {
		atLeastOne(queueLimit, "queueLimit");
		atLeastOne(maxMessageSize, "maxMessageSize");
		if (maxMessageSize > Integer.MAX_VALUE - 64) {
			throw new IllegalArgumentException("'maxMessageSize' must be less than 2 GiB but is " + maxMessageSize);
		}
		Objects.requireNonNull(queuePolicy, "'queuePolicy' must not be null");
		positive(blockTimeout, "blockTimeout");
		positive(requestTimeout, "requestTimeout");
	}

	private static void atLeastOne(long value, String name) {
		if (value < 1) {
			throw new IllegalArgumentException("'" + name + "' must be at least 1 but is " + value);
		}
	}

	static Duration positive(Duration value, String name) {
		Objects.requireNonNull(value, "'" + name + "' must not be null");
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'" + name + "' must be positive but is " + value);
		}
		return value;
	}

}
