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

package io.forkit.cluster;

import java.time.Instant;

import io.forkit.cluster.watch.WorkerCondition;

/**
 * What is wrong with a worker.
 *
 * @param condition what
 * @param since when that was noticed first; what has lasted for too long later is the
 * same that it was
 * @param hung whether it has lasted for too long
 * @since 0.1.0
 */
public record WorkerHealth(WorkerCondition condition, Instant since, boolean hung) {

}
