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

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * Loads the configuration files of a worker as Boot does, or what was kept of them. In
 * other processes it loads nothing, and leaves all of them to Boot.
 *
 * @see KeptConfiguration
 */
abstract class KeptPropertySourceLoader implements PropertySourceLoader {

	private static final String[] NONE = {};

	private static final Set<Class<?>> BOOTS = Set.of(PropertiesPropertySourceLoader.class,
			YamlPropertySourceLoader.class);

	private final PropertySourceLoader loader;

	private final KeptConfiguration configuration;

	// Boot asks for them again and again.
	private String @Nullable [] extensions;

	KeptPropertySourceLoader(PropertySourceLoader loader, KeptConfiguration configuration) {
		this.loader = loader;
		this.configuration = configuration;
	}

	@Override
	public String[] getFileExtensions() {
		if (!this.configuration.isActive()) {
			return NONE;
		}
		String[] result = this.extensions;
		if (result == null) {
			Set<String> others = extensionsOfOthers(KeptPropertySourceLoader.class.getClassLoader());
			result = Stream.of(this.loader.getFileExtensions())
				.filter((extension) -> !others.contains(extension))
				.toArray(String[]::new);
			this.extensions = result;
		}
		return result.clone();
	}

	/** What the application has a loader of its own for is read by that one. */
	static Set<String> extensionsOfOthers(@Nullable ClassLoader classLoader) {
		return SpringFactoriesLoader.forDefaultResourceLocation(classLoader)
			.load(PropertySourceLoader.class)
			.stream()
			.filter((loader) -> !(loader instanceof KeptPropertySourceLoader) && !BOOTS.contains(loader.getClass()))
			.flatMap((loader) -> Stream.of(loader.getFileExtensions()))
			.collect(Collectors.toSet());
	}

	@Override
	public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
		return load(resource, (kept) -> this.loader.load(name, kept));
	}

	@Override
	public List<PropertySource<?>> load(String name, Resource resource, @Nullable Charset encoding) throws IOException {
		return load(resource, (kept) -> this.loader.load(name, kept, encoding));
	}

	private List<PropertySource<?>> load(Resource resource, Load load) throws IOException {
		try {
			return load.load(kept(resource));
		}
		catch (IOException | RuntimeException ex) {
			// Not all parsers say which file it is.
			this.configuration.cannotRead(resource.getDescription());
			throw ex;
		}
	}

	/** What is on the class path is in the jar, of which there is a copy. */
	private Resource kept(Resource resource) throws IOException {
		Resource plain = (resource instanceof OriginTrackedResource tracked) ? tracked.getResource() : resource;
		if (plain instanceof ClassPathResource || !plain.isFile()) {
			return resource;
		}
		KeptResource kept = new KeptResource(plain, this.configuration.read(plain.getFile().toPath()));
		return (resource instanceof OriginTrackedResource) ? OriginTrackedResource.of(kept, Origin.from(resource))
				: kept;
	}

	/**
	 * What Boot does.
	 */
	@FunctionalInterface
	private interface Load {

		List<PropertySource<?>> load(Resource resource) throws IOException;

	}

	/**
	 * For {@code .properties} and {@code .xml}.
	 */
	@Order(0)
	static final class Properties extends KeptPropertySourceLoader {

		Properties() {
			this(KeptConfiguration.ofThisProcess());
		}

		Properties(KeptConfiguration configuration) {
			super(new PropertiesPropertySourceLoader(), configuration);
		}

	}

	/**
	 * For {@code .yml} and {@code .yaml}.
	 */
	@Order(1)
	static final class Yaml extends KeptPropertySourceLoader {

		Yaml() {
			this(KeptConfiguration.ofThisProcess());
		}

		Yaml(KeptConfiguration configuration) {
			super(new YamlPropertySourceLoader(), configuration);
		}

	}

}
