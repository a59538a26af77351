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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileUrlResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeptPropertySourceLoader}.
 */
class KeptPropertySourceLoaderTests {

	@Test
	void filesAreLoadedAsTheyWereKeptAndTheOriginIsTheFileItself(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), "server:\n  port: 1");
		Path place = Files.createDirectory(directory.resolve("stage")).resolve("configuration");
		KeptConfiguration first = new KeptConfiguration(place, false);
		assertThat(load(first, resource(file)).getProperty("server.port")).isEqualTo(1);
		first.keep();
		Files.writeString(file, "server:\n\tport: 2");
		PropertySource<?> loaded = load(new KeptConfiguration(place, true), resource(file));
		assertThat(loaded.getProperty("server.port")).isEqualTo(1);
		assertThat(OriginLookup.getOrigin(loaded, "server.port")).asString()
			.contains(file.getFileName().toString())
			.endsWith("2:9")
			.doesNotContain(place.toString());
	}

	@Test
	void theFileThatMakesNoSenseIsKnown(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), "server:\n\tport: 1");
		KeptConfiguration configuration = new KeptConfiguration(directory.resolve("configuration"), false);
		assertThat(configuration.unreadable()).isNull();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> load(configuration, resource(file)));
		assertThat(configuration.unreadable()).contains("application.yml");
	}

	@Test
	void whatTheApplicationHasALoaderOfItsOwnForIsLeftToThat(@TempDir Path directory) throws IOException {
		Path factories = Files.createDirectory(directory.resolve("META-INF")).resolve("spring.factories");
		Files.writeString(factories, PropertySourceLoader.class.getName() + "=" + OfTheApplication.class.getName());
		ClassLoader own = getClass().getClassLoader();
		try (URLClassLoader application = new URLClassLoader(new URL[] { directory.toUri().toURL() }, own)) {
			assertThat(KeptPropertySourceLoader.extensionsOfOthers(application)).containsExactly("yml");
		}
		assertThat(KeptPropertySourceLoader.extensionsOfOthers(own)).isEmpty();
	}

	@Test
	void whatIsOnTheClassPathIsLeftToTheJar(@TempDir Path directory) throws IOException {
		Path place = Files.createDirectory(directory.resolve("stage")).resolve("configuration");
		KeptConfiguration configuration = new KeptConfiguration(place, false);
		Resource resource = new ClassPathResource("META-INF/spring.factories");
		assertThat(new KeptPropertySourceLoader.Properties(configuration).load("test", resource)).hasSize(1);
		configuration.keep();
		assertThat(place).doesNotExist();
	}

	@Test
	void inOtherProcessesBootLoadsEverything() {
		List<PropertySourceLoader> loaders = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(PropertySourceLoader.class);
		assertThat(loaders).filteredOn(KeptPropertySourceLoader.class::isInstance)
			.hasSize(2)
			.allSatisfy((loader) -> assertThat(loader.getFileExtensions()).isEmpty());
	}

	@Test
	void inWorkersTheyComeBeforeThoseOfBootWithTheSameExtensions(@TempDir Path directory) {
		List<PropertySourceLoader> loaders = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(PropertySourceLoader.class);
		assertThat(loaders.subList(0, 2)).extracting(Object::getClass)
			.containsExactly(KeptPropertySourceLoader.Properties.class, KeptPropertySourceLoader.Yaml.class);
		assertThat(new KeptPropertySourceLoader.Yaml(new KeptConfiguration(directory, false)).getFileExtensions())
			.isEqualTo(new YamlPropertySourceLoader().getFileExtensions());
	}

	private static PropertySource<?> load(KeptConfiguration configuration, Resource resource) throws IOException {
		return new KeptPropertySourceLoader.Yaml(configuration).load("test", resource).get(0);
	}

	private static Resource resource(Path file) throws IOException {
		Origin origin = new Origin() {
		};
		return OriginTrackedResource.of((Resource) new FileUrlResource(file.toString()), origin);
	}

	static final class OfTheApplication implements PropertySourceLoader {

		@Override
		public String[] getFileExtensions() {
			return new String[] { "yml" };
		}

		@Override
		public List<PropertySource<?>> load(String name, Resource resource) {
			return List.of();
		}

	}

}
