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

/**
 * What a worker has used when it was looked at last. What is not known is negative.
 *
 * @param worker its id
 * @param slot its slot
 * @param heap how much heap was in use after a garbage collection, in bytes
 * @param maxHeap how large the heap may become, in bytes
 * @param rss how much of its memory is in RAM, in bytes
 * @param requests how many requests have begun
 * @since 0.1.0
 */
public record WorkerUse(int worker, int slot, long heap, long maxHeap, long rss, long requests) {

}
