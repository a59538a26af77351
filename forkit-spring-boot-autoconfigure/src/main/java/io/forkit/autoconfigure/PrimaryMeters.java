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

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.actuate.meters.MetersTopic;
import io.forkit.cluster.Cluster;
import io.forkit.cluster.ControlTopic;

import org.springframework.context.support.GenericApplicationContext;

/**
 * Lets the workers tell the primary what their meters say. Whether it has a registry for
 * that turns out later.
 */
final class PrimaryMeters {

	private final AtomicReference<Cluster> cluster = new AtomicReference<>();

	private final MetersTopic topic = new MetersTopic(() -> {
		Cluster current = this.cluster.get();
		return (current != null) ? current.workers() : List.of();
	});

	/**
	 * Check the settings, and register the topic for those who may listen.
	 * @param context the context of the primary
	 */
	PrimaryMeters(GenericApplicationContext context) {
		new MetersSettingsReader(context.getEnvironment()).settings();
		context.registerBean("metersTopic", MetersTopic.class, () -> this.topic);
	}

	ControlTopic topic() {
		return this.topic;
	}

	void about(Cluster started) {
		this.cluster.set(started);
	}

}
