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

package io.forkit.process.service;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Finds interfaces that are, or have methods that are, annotated with {@link ExecFile}.
 */
final class CommandServiceScanner extends ClassPathScanningCandidateComponentProvider {

	CommandServiceScanner(Environment environment, ResourceLoader resourceLoader) {
		super(false, environment);
		setResourceLoader(resourceLoader);
		addIncludeFilter((reader, factory) -> isCommandService(reader.getAnnotationMetadata()));
	}

	@Override
	protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
		// The filter has said so: only concrete classes would be candidates otherwise.
		return true;
	}

	private static boolean isCommandService(AnnotationMetadata metadata) {
		String annotation = ExecFile.class.getName();
		return metadata.isInterface() && !metadata.isAnnotation() && (metadata.hasAnnotation(annotation)
				|| metadata.hasMetaAnnotation(annotation) || metadata.hasAnnotatedMethods(annotation));
	}

}
