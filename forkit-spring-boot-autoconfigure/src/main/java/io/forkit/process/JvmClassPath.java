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

package io.forkit.process;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a class of this JVM is found by another one.
 *
 * @param path the class path
 * @param executableJar whether it is one executable jar of Spring Boot, which holds its
 * classes and jars inside
 */
record JvmClassPath(String path, boolean executableJar) {

	private static final String NESTED = "jar:nested:";

	// For the fork from a spare JVM this is most of the work.
	private static final ClassValue<Known> known = new ClassValue<>() {

		@Override
		protected Known computeValue(Class<?> type) {
			String property = System.getProperty("java.class.path");
			return new Known(property, find(type, property));
		}

	};

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	/**
	 * Find out for a class.
	 * @param type the class
	 * @param named the class path that the user has named, or {@code null}
	 * @return the class path
	 * @throws IllegalArgumentException if the class cannot be found by another JVM
	 */
	static JvmClassPath of(Class<?> type, @Nullable List<Path> named) {
		if (named != null) {
			String own = location(JvmClassPath.class);
			Assert.isTrue(own.startsWith("file:"), () -> "'classPath' cannot be set where forkit itself is in " + own
					+ ", which no other JVM finds; leave it out, or run the application from an extracted jar");
			List<Path> all = new ArrayList<>(named);
			all.add(Path.of(URI.create(own)));
			return new JvmClassPath(join(forkitFirst(all)), false);
		}
		Known found = known.get(type);
		if (!found.property().equals(System.getProperty("java.class.path"))) {
			known.remove(type);
			found = known.get(type);
		}
		return found.classPath();
	}

	private static JvmClassPath find(Class<?> type, String property) {
		String location = location(type);
		if (location.startsWith(NESTED)) {
			return new JvmClassPath(executableJar(location), true);
		}
		Assert.isTrue(!type.getModule().isNamed(), () -> "'mainClass' must be on the class path but " + type.getName()
				+ " is in the module " + type.getModule().getName() + "; set the 'classPath' with which it can be run");
		Assert.isTrue(isOnClassPath(type) && isOnClassPath(JvmClassPath.class),
				() -> "'mainClass' must be on the class path of this JVM, together with forkit, but " + type.getName()
						+ " was loaded by " + type.getClassLoader() + "; set the 'classPath' with which it can be run");
		List<Path> own = Arrays.stream(property.split(File.pathSeparator, -1)).map(Path::of).toList();
		return new JvmClassPath(join(forkitFirst(own)), false);
	}

	/**
	 * Put the jar of forkit first: it is not looked for in all the others then, and
	 * directories, which cannot be part of an archive of class data, come after it.
	 */
	private static List<Path> forkitFirst(List<Path> elements) {
		if (!isForkitInJar() || !location(JvmClassPath.class).startsWith("file:")) {
			return elements;
		}
		Path jar = Path.of(URI.create(location(JvmClassPath.class)));
		List<Path> sorted = new ArrayList<>(elements);
		for (Path element : elements) {
			if (element.toAbsolutePath().normalize().equals(jar)) {
				sorted.remove(element);
				sorted.add(0, element);
				break;
			}
		}
		return sorted;
	}

	/**
	 * Return whether forkit itself is in a jar, and not in a directory.
	 * @return whether it is
	 */
	static boolean isForkitInJar() {
		String own = location(JvmClassPath.class);
		return own.startsWith(NESTED) || own.endsWith(".jar");
	}

	private static String location(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		URL location = (source != null) ? source.getLocation() : null;
		return String.valueOf(location);
	}

	/** An empty element is the working directory, which the other JVM may not share. */
	private static String join(List<Path> elements) {
		return elements.stream()
			.map((element) -> element.toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isOnClassPath(Class<?> type) {
		// What DevTools has loaded is there as well.
		return ClassLoader.getSystemResource(type.getName().replace('.', '/') + ".class") != null;
	}

	/**
	 * Return the file of a location as
	 * {@code jar:nested:/a/app.jar/!BOOT-INF/classes/!/}.
	 */
	static String executableJar(String location) {
		int end = location.indexOf("/!");
		try {
			return new URI("file:" + location.substring(NESTED.length(), (end < 0) ? location.length() : end))
				.getPath();
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("'mainClass' is in '" + location + "', which is no jar", ex);
		}
	}

	/**
	 * Return the arguments of {@code java} by which a class is started.
	 * @param main the class
	 * @return the arguments, behind which those of the class come
	 */
	List<String> launching(Class<?> main) {
		if (this.executableJar) {
			return List.of("-Dloader.main=" + main.getName(), "-cp", this.path, LAUNCHER);
		}
		return List.of("-cp", this.path, main.getName());
	}

	/**
	 * What was found for a class.
	 *
	 * @param property the class path of this JVM at that time
	 * @param classPath how the class is found by another JVM
	 */
	private record Known(String property, JvmClassPath classPath) {
	}

}
