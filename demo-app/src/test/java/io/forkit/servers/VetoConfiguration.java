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

package io.forkit.servers;

import java.nio.file.Files;
import java.nio.file.Path;

import io.forkit.cluster.ClusterLifecycleListener;
import io.forkit.cluster.StepVetoedException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/**
 * Forbids all that the cluster would do while there is a file.
 */
public class VetoConfiguration {

	@Bean
	ClusterLifecycleListener veto(@Value("${veto.file}") Path file) {
		return (step) -> {
			if (Files.exists(file)) {
				throw new StepVetoedException("Not at noon: " + step.kind());
			}
			return null;
		};
	}

}
