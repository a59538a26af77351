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

import java.util.Map;

/**
 * What a process that is to be started will be.
 *
 * @param id the id of the worker
 * @param slot its slot
 * @param seat a number that no other living process has, for what only one can have:
 * ports, files
 * @param generation what it runs
 * @param environment variables for this worker alone
 */
record WorkerLaunch(int id, int slot, int seat, Generation generation, Map<String, String> environment) {

}
