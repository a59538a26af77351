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

package io.forkit.ipc.json;

import org.jspecify.annotations.Nullable;

/**
 * An object cannot be written as JSON, or JSON cannot be read as the wanted class. The
 * message is the reason alone: the caller knows what was to be done.
 *
 * @since 0.1.0
 */
public final class JsonConversionException extends Exception {

	JsonConversionException(String reason) {
		this(reason, null);
	}

	JsonConversionException(String reason, @Nullable Throwable cause) {
		super(reason, cause);
	}

}
