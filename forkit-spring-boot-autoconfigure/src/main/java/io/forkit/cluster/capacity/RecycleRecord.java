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

package io.forkit.cluster.capacity;

import java.time.Instant;

import io.forkit.cluster.recycle.RecycleCause;
import org.jspecify.annotations.Nullable;

/**
 * What came of a recycle.
 *
 * @param time when it was over
 * @param worker the id of the worker that was to be replaced
 * @param slot its slot
 * @param cause which limit it had exceeded
 * @param text what it had, and what it might have
 * @param failure why it was not replaced, {@code null} if it was
 * @since 0.1.0
 */
public record RecycleRecord(Instant time, int worker, int slot, RecycleCause cause, String text,
		@Nullable String failure) {

}
