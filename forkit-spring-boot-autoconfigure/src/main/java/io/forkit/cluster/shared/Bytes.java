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

package io.forkit.cluster.shared;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A key or a value as JSON, which is what the primary knows of it.
 *
 * @param json the text in UTF-8, never changed
 */
record Bytes(byte[] json) {

	int length() {
		return this.json.length;
	}

	/**
	 * Return what stands for it where it is only to be compared: two large values would
	 * not fit into one message.
	 */
	Bytes digest() {
		try {
			return new Bytes(MessageDigest.getInstance("SHA-256").digest(this.json));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Bytes that && Arrays.equals(this.json, that.json);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.json);
	}

}
