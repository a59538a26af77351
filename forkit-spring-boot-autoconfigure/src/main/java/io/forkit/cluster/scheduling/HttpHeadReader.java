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
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds a header in the first request of HTTP/1. What is no such request, as TLS or
 * HTTP/2, has none.
 */
final class HttpHeadReader implements PeekedKey.Reader {

	private static final String HTTP2 = "PRI * HTTP/2";

	private final String header;

	private final Function<String, @Nullable String> key;

	private HttpHeadReader(String header, Function<String, @Nullable String> key) {
		this.header = header;
		this.key = key;
	}

	/** Return a reader of a cookie. */
	static HttpHeadReader ofCookie(String name) {
		return new HttpHeadReader("cookie", (value) -> cookie(value, name));
	}

	/** Return a reader of the first address in X-Forwarded-For. */
	static HttpHeadReader ofForwardedFor() {
		return new HttpHeadReader("x-forwarded-for", (value) -> value.split(",", 2)[0].trim());
	}

	private static @Nullable String cookie(String header, String name) {
		for (String pair : header.split(";")) {
			int equals = pair.indexOf('=');
			if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
				return pair.substring(equals + 1).trim();
			}
		}
		return null;
	}

	@Override
	public PeekedKey read(ByteBuffer bytes) {
		byte first = bytes.get(bytes.position());
		if (first < 'A' || first > 'Z') {
			return PeekedKey.NONE;
		}
		String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
		if (text.startsWith(HTTP2)) {
			return PeekedKey.NONE;
		}
		int start = text.indexOf('\n') + 1;
		for (int end = text.indexOf('\n', start); start > 0 && end >= 0; end = text.indexOf('\n', start)) {
			String line = text.substring(start, end).trim();
			if (line.isEmpty()) {
				return PeekedKey.NONE;
			}
			int colon = line.indexOf(':');
			if (colon > 0 && line.substring(0, colon).trim().equalsIgnoreCase(this.header)) {
				String found = this.key.apply(line.substring(colon + 1));
				if (found != null && !found.isEmpty()) {
					return PeekedKey.of(found.getBytes(StandardCharsets.ISO_8859_1));
				}
			}
			start = end + 1;
		}
		return PeekedKey.MORE;
	}

}
