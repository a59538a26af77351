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

package io.forkit.benchmarks.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * The configuration properties of the build that is measured. Spring Boot ignores one
 * that it does not know, and what would be measured then is not what was meant.
 */
final class KnownProperties {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private KnownProperties() {
	}

	/**
	 * Return whether there is a property.
	 * @param name its name
	 * @return whether some library on the class path has it
	 * @throws IOException if that cannot be read
	 */
	static boolean contains(String name) throws IOException {
		for (URL url : Collections.list(KnownProperties.class.getClassLoader().getResources(METADATA))) {
			try (InputStream content = url.openStream()) {
				String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
				if (text.contains("\"" + name + "\"")) {
					return true;
				}
			}
		}
		return false;
	}

}
