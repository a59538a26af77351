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
import java.time.format.DateTimeParseException;
import java.util.Objects;

/**
 * The limits of a channel.
 *
 * @param queueLimit how many bytes may wait to be sent, and how many may have arrived and
 * wait to be handled, at least 1. Each message counts with 128 bytes more than it has,
 * for the objects around it. One message alone may be larger
 * @param policy what happens to a message for which there is no room
 * @param blockTimeout how long a sender waits for room
 * @param maxMessageSize the largest message that is received, in bytes, at least 1
 * @param requestTimeout how long an answer is awaited where nothing else is said
 * @since 0.1.0
 */
public record ChannelSettings(long queueLimit, QueuePolicy policy, Duration blockTimeout, long maxMessageSize,
		Duration requestTimeout) {

	private static final long MEBIBYTE = 1024 * 1024;

	/** 16 MiB wait, senders do so for 30 s; 256 MiB a message; 30 s for an answer. */
	public static final ChannelSettings DEFAULTS = new ChannelSettings(16 * MEBIBYTE, QueuePolicy.BLOCK,
			Duration.ofSeconds(30), 256 * MEBIBYTE, Duration.ofSeconds(30));

	public ChannelSettings {
		// Without Spring, as forked programs have channels too.
		check(queueLimit >= 1, "'queueLimit' must be at least 1 but is " + queueLimit);
		check(maxMessageSize <= Integer.MAX_VALUE - 64,
				"'maxMessageSize' must be less than 2 GiB but is " + maxMessageSize);
		Objects.requireNonNull(policy, "'policy' must not be null");
		check(!blockTimeout.isNegative(), "'blockTimeout' must not be negative but is " + blockTimeout);
		check(maxMessageSize >= 1, "'maxMessageSize' must be at least 1 but is " + maxMessageSize);
		check(!requestTimeout.isNegative() && !requestTimeout.isZero(),
				"'requestTimeout' must be greater than zero but is " + requestTimeout);
	}

	/**
	 * Return these settings with another value.
	 * @param queueLimit how many bytes may wait
	 * @return the settings
	 */
	public ChannelSettings withQueueLimit(long queueLimit) {
		return new ChannelSettings(queueLimit, this.policy, this.blockTimeout, this.maxMessageSize,
				this.requestTimeout);
	}

	/**
	 * Return these settings with another value.
	 * @param policy what happens to a message for which there is no room
	 * @return the settings
	 */
	public ChannelSettings withPolicy(QueuePolicy policy) {
		return new ChannelSettings(this.queueLimit, policy, this.blockTimeout, this.maxMessageSize,
				this.requestTimeout);
	}

	/**
	 * Return these settings with another value.
	 * @param blockTimeout how long a sender waits for room
	 * @return the settings
	 */
	public ChannelSettings withBlockTimeout(Duration blockTimeout) {
		return new ChannelSettings(this.queueLimit, this.policy, blockTimeout, this.maxMessageSize,
				this.requestTimeout);
	}

	/**
	 * Return these settings with another value.
	 * @param maxMessageSize the largest message that is received, in bytes
	 * @return the settings
	 */
	public ChannelSettings withMaxMessageSize(long maxMessageSize) {
		return new ChannelSettings(this.queueLimit, this.policy, this.blockTimeout, maxMessageSize,
				this.requestTimeout);
	}

	/**
	 * Return these settings with another value.
	 * @param requestTimeout how long an answer is awaited
	 * @return the settings
	 */
	public ChannelSettings withRequestTimeout(Duration requestTimeout) {
		return new ChannelSettings(this.queueLimit, this.policy, this.blockTimeout, this.maxMessageSize,
				requestTimeout);
	}

	/**
	 * Return the settings as a text, to be handed on to another process.
	 * @return the text
	 */
	public String toText() {
		return String.join(",", String.valueOf(this.queueLimit), this.policy.name(), this.blockTimeout.toString(),
				String.valueOf(this.maxMessageSize), this.requestTimeout.toString());
	}

	/**
	 * Read the settings that another process has handed on.
	 * @param text the text
	 * @return the settings
	 * @throws IllegalArgumentException if it is no such text
	 */
	public static ChannelSettings parse(String text) {
		String[] parts = text.split(",");
		if (parts.length != 5) {
			throw new IllegalArgumentException("'text' must have five parts but is '" + text + "'");
		}
		try {
			return new ChannelSettings(Long.parseLong(parts[0]), QueuePolicy.valueOf(parts[1]),
					Duration.parse(parts[2]), Long.parseLong(parts[3]), Duration.parse(parts[4]));
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException("'text' must have durations but is '" + text + "'", ex);
		}
	}

	private static void check(boolean correct, String message) {
		if (!correct) {
			throw new IllegalArgumentException(message);
		}
	}

}
