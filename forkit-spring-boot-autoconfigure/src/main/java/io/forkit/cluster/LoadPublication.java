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

import java.time.Duration;

/**
 * Tells all how busy the workers are: once in a while, however many of them have said
 * something new. Belongs to the thread of the supervisor.
 */
final class LoadPublication {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private final SupervisorLoop loop;

	private final Runnable publish;

	private boolean pending;

	LoadPublication(SupervisorLoop loop, Runnable publish) {
		this.loop = loop;
		this.publish = publish;
	}

	void changed() {
		if (!this.pending) {
			this.pending = true;
			this.loop.schedule(PERIOD, () -> {
				this.pending = false;
				this.publish.run();
			});
		}
	}

}
