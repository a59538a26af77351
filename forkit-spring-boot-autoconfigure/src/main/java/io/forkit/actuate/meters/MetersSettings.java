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

package io.forkit.actuate.meters;

import java.time.Duration;

/**
 * How the meters of the workers get to the primary.
 *
 * @param enabled whether they do
 * @param interval how often each worker tells what has changed
 * @param maxMeters how many meters of one worker are taken
 * @since 0.1.0
 */
public record MetersSettings(boolean enabled, Duration interval, int maxMeters) {

	/** What applies where nothing is said. */
	public static final MetersSettings DEFAULTS = new MetersSettings(true, Duration.ofSeconds(5), 2000);

}
