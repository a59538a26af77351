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

import java.util.LinkedHashMap;
import java.util.Map;

import io.forkit.cluster.leader.ClusterLeadership;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells who leads the cluster, as {@code cluster.leader}, and whether it is this process.
 *
 * @since 0.1.0
 */
public class ForkitLeaderInfoContributor implements InfoContributor {

	private final ClusterLeadership leadership;

	public ForkitLeaderInfoContributor(ClusterLeadership leadership) {
		this.leadership = leadership;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("leading", this.leadership.isLeader());
		this.leadership.leader().ifPresent((leader) -> details.put("leader", leader));
		builder.withDetail("cluster", details);
	}

}
