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

/**
 * How busy a worker was at one moment: the sum of its servers.
 *
 * @param connections how many connections are open, those that wait for a next request
 * included; without those of servers whose protocol forkit does not know
 * @param activeRequests how many requests are being processed or wait for a thread
 * @param requestsPerSecond how many requests have begun in the last second
 * @param gate whether it takes connections
 * @param gateClosings how often its gate has been closed, without those at its start and
 * at its end
 * @param shedConnections how many connections it has let go for the sake of its siblings
 * @since 0.1.0
 */
public record WorkerLoad(int connections, int activeRequests, int requestsPerSecond, GateState gate, long gateClosings,
		long shedConnections) {

}
