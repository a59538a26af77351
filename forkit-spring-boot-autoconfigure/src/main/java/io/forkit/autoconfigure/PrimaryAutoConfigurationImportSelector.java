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
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Selects from the auto-configurations of the application those that a management server
 * needs.
 */
class PrimaryAutoConfigurationImportSelector extends AutoConfigurationImportSelector {

	private static final String BOOT = "org.springframework.boot.";

	private static final List<String> SELECTED = List.of("io.forkit.autoconfigure.", BOOT + "actuate.autoconfigure.",
			BOOT + "autoconfigure.availability.", BOOT + "autoconfigure.context.", BOOT + "autoconfigure.ssl.",
			BOOT + "autoconfigure.web.", BOOT + "health.autoconfigure.", BOOT + "http.codec.autoconfigure.",
			BOOT + "http.converter.autoconfigure.", BOOT + "jackson.autoconfigure.", BOOT + "jetty.autoconfigure.",
			BOOT + "micrometer.metrics.autoconfigure.", BOOT + "reactor.netty.autoconfigure.",
			BOOT + "security.autoconfigure.", BOOT + "servlet.autoconfigure.", BOOT + "tomcat.autoconfigure.",
			BOOT + "web.server.autoconfigure.", BOOT + "webflux.autoconfigure.", BOOT + "webmvc.autoconfigure.");

	@Override
	protected AnnotationAttributes getAttributes(AnnotationMetadata metadata) {
		return new AnnotationAttributes();
	}

	@Override
	protected List<String> getCandidateConfigurations(AnnotationMetadata metadata,
			@Nullable AnnotationAttributes attributes) {
		return super.getCandidateConfigurations(metadata, attributes).stream()
			.filter((name) -> SELECTED.stream().anyMatch(name::startsWith))
			.toList();
	}

	@Override
	protected Set<String> getExclusions(AnnotationMetadata metadata, @Nullable AnnotationAttributes attributes) {
		return Set.copyOf(getExcludeAutoConfigurationsProperty());
	}

}
