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

import java.util.Arrays;
import java.util.Locale;

import io.forkit.cluster.ClusterRole;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches the role of this process.
 */
class OnClusterRoleCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ClusterRole[] wanted = metadata.getAnnotations()
			.get(ConditionalOnClusterRole.class)
			.getEnumArray("value", ClusterRole.class);
		ClusterRole role = role(context.getEnvironment());
		ConditionMessage message = ConditionMessage.forCondition(ConditionalOnClusterRole.class)
			.because("the role of this process is " + role);
		return new ConditionOutcome(Arrays.asList(wanted).contains(role), message);
	}

	static ClusterRole role(Environment environment) {
		String name = environment.getProperty(ForkitEnvironmentPostProcessor.ROLE, ClusterRole.SINGLE.name());
		return ClusterRole.valueOf(name.toUpperCase(Locale.ROOT));
	}

}
