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

package io.forkit.benchmarks.load;

import java.io.IOException;

/**
 * Connections one after the other: each begins when the one before it is closed.
 *
 * @param port the port of the server
 * @param count how many
 */
public record Sequence(int port, int count) {

	/**
	 * Make the connections.
	 * @return who has answered
	 * @throws IOException if a request fails
	 */
	public Shares run() throws IOException {
		Shares shares = new Shares();
		try (LoadLoop loop = new LoadLoop()) {
			for (int i = 0; i < this.count; i++) {
				LoadClient client = new LoadClient(this.port, i, false);
				if (!loop.exchange(client, ClosedLoop.PATIENCE)) {
					throw new IOException("A request has had no answer for " + ClosedLoop.PATIENCE.toSeconds() + " s");
				}
				shares.add(client.answerer());
			}
		}
		return shares;
	}

}
