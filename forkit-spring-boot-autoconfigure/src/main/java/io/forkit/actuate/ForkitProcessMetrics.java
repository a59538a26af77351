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

package io.forkit.actuate;

import java.util.Map;

import io.forkit.process.ProcessTemplate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the programs that templates run. How long commands take and how they come out
 * is told by their observations.
 *
 * @since 0.1.0
 * @see io.forkit.process.observation.ProcessObservationDocumentation
 */
public class ForkitProcessMetrics implements MeterBinder {

	/** The name of the gauge of running programs. */
	public static final String LIVE = "forkit.process.live";

	/** The name of the gauge of waiting commands. */
	public static final String QUEUED = "forkit.process.queued";

	/** The name of the gauge of JVMs that wait for forks. */
	public static final String SPARE = "forkit.process.spare";

	private static final String TEMPLATE_TAG = "template";

	private final Map<String, ProcessTemplate> templates;

	/**
	 * Create the meters of templates.
	 * @param templates the templates, by the names that tell them apart
	 */
	public ForkitProcessMetrics(Map<String, ProcessTemplate> templates) {
		this.templates = Map.copyOf(templates);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.templates.forEach((name, template) -> {
			Gauge.builder(LIVE, template, ProcessTemplate::liveCount)
				.tag(TEMPLATE_TAG, name)
				.description("Programs that are running")
				.baseUnit("processes")
				.register(registry);
			Gauge.builder(QUEUED, template, ProcessTemplate::queuedCount)
				.tag(TEMPLATE_TAG, name)
				.description("Commands that wait until others have ended")
				.baseUnit("commands")
				.register(registry);
			Gauge.builder(SPARE, template, ProcessTemplate::spareCount)
				.tag(TEMPLATE_TAG, name)
				.description("JVMs that wait for a fork")
				.baseUnit("processes")
				.register(registry);
		});
	}

}
