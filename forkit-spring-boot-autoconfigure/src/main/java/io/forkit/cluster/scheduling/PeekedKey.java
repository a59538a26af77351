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

package io.forkit.cluster.scheduling;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection say about its client.
 *
 * @param value what stands for the client, or {@code null}
 * @param incomplete whether more bytes may say it
 */
record PeekedKey(byte @Nullable [] value, boolean incomplete) {

	/** They do not say it. */
	static final PeekedKey NONE = new PeekedKey(null, false);

	/** More bytes may say it. */
	static final PeekedKey MORE = new PeekedKey(null, true);

	static PeekedKey of(byte[] value) {
		return (value.length > 0) ? new PeekedKey(value, false) : NONE;
	}

	/**
	 * Looks at bytes.
	 */
	@FunctionalInterface
	interface Reader {

		/**
		 * Look at the first bytes of a connection.
		 * @param bytes all that have come, at least one
		 * @return what they say
		 */
		PeekedKey read(ByteBuffer bytes);

	}

}
