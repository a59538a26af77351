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

package io.forkit.benchmarks;

/**
 * What one application did under one kind of load for a few seconds.
 *
 * @param perSecond requests or connections per second
 * @param p50 the median of their times in microseconds
 * @param p99 the 99th percentile of their times in microseconds
 * @param cpu the processor time of all processes of the application, in microseconds per
 * request or connection
 */
record Measurement(double perSecond, double p50, double p99, double cpu) {

}
