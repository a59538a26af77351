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

package io.forkit.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the meters of the workers, which the primary brings together.
 *
 * @param enabled Whether the primary shows the meters of all workers, where it has a
 * management port of its own.
 * @param interval How often each worker tells the primary what its meters say.
 * @param maxMeters How many meters of each worker the primary shows at most.
 * @since 0.1.0
 */
@ConfigurationProperties("forkit.cluster.metrics")
public record ForkitMetersProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5s") Duration interval,
		@DefaultValue("2000") int maxMeters) {

}
