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

package io.forkit.cluster.cache;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;

/**
 * The keys that another process can have, too: of a few well-known classes, as no object
 * is deserialized.
 */
enum CacheKey {

	/** A text. */
	STRING(String.class) {

		@Override
		Object parse(String text) {
			return text;
		}

	},

	/** A whole number. */
	INTEGER(Integer.class) {

		@Override
		Object parse(String text) {
			return Integer.valueOf(text);
		}

	},

	/** A larger whole number. */
	LONG(Long.class) {

		@Override
		Object parse(String text) {
			return Long.valueOf(text);
		}

	},

	/** Yes or no. */
	BOOLEAN(Boolean.class) {

		@Override
		Object parse(String text) {
			return Boolean.valueOf(text);
		}

	},

	/** A UUID. */
	UUID_KEY(UUID.class) {

		@Override
		Object parse(String text) {
			return UUID.fromString(text);
		}

	},

	/** The key of a method without arguments. */
	EMPTY(SimpleKey.class) {

		@Override
		Object parse(String text) {
			return SimpleKey.EMPTY;
		}

	};

	private final Class<?> type;

	CacheKey(Class<?> type) {
		this.type = type;
	}

	abstract Object parse(String text);

	/**
	 * Find out what a key is.
	 * @param key the key
	 * @return what it is, or {@code null} if other processes cannot have it
	 */
	static @Nullable CacheKey of(Object key) {
		if (key instanceof SimpleKey) {
			// What is in another one cannot be seen.
			return SimpleKey.EMPTY.equals(key) ? EMPTY : null;
		}
		for (CacheKey kind : values()) {
			if (kind.type == key.getClass()) {
				return kind;
			}
		}
		return null;
	}

}
