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

/**
 * Who leads the cluster.
 *
 * @param worker the id of the worker; 0 in an application without workers, which leads
 * itself
 * @param slot its slot
 * @param pid its process id
 * @param term the number of its leadership. Each has a greater one than all before it,
 * also over a restart of the cluster as long as the clock of the machine is not set back:
 * who keeps the greatest one that he has seen can refuse what an earlier leader sends
 * @param since when it became leader
 * @since 0.1.0
 */
public record LeaderInfo(int worker, int slot, long pid, long term, Instant since) {

}
