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

package io.forkit.benchmarks.process;

/**
 * How much one run does.
 *
 * @param warmUp what is done before the measurement, in commands, kills or MiB
 * @param count what is measured, in the same unit
 * @param width how many programs there are at the same time
 */
record Size(int warmUp, int count, int width) {

	static final long MIB = 1 << 20;

}
