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

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * The tag that says in which process something was measured.
 */
final class WorkerTag {

	/** Its key. */
	static final String KEY = "worker";

	/** Its key where the application has a tag of that name. */
	static final String OTHER_KEY = "forkit.worker";

	/** Its value for the workers that have no slot. */
	static final String STANDBY = "standby";

	/** Its value for the primary. */
	static final String PRIMARY = "primary";

	private static final DistributionStatisticConfig NO_BUCKETS = DistributionStatisticConfig.builder()
		.percentilesHistogram(false)
		.serviceLevelObjectives(new double[0])
		.build();

	private WorkerTag() {
	}

	static Tags add(Tags tags, String place) {
		boolean taken = tags.stream().anyMatch((tag) -> tag.getKey().equals(KEY));
		return tags.and(taken ? OTHER_KEY : KEY, place);
	}

	/**
	 * Return what adds the tag to the meters of the primary: a name is to have the same
	 * tags everywhere. They have no buckets, as those of the workers have none here:
	 * Prometheus fails at each scrape of a name of which only some have them.
	 * @return the filter, which leaves alone the tags of what has such a tag
	 */
	static MeterFilter ofPrimary() {
		return new MeterFilter() {

			@Override
			public Meter.Id map(Meter.Id id) {
				return (id.getTag(KEY) != null) ? id : id.withTag(Tag.of(KEY, PRIMARY));
			}

			@Override
			public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
				return NO_BUCKETS.merge(config);
			}

		};
	}

}
