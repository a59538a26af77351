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

package io.forkit.cluster.stage;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The executable jar that this very process has been started from. Boot's loader keeps it
 * open and reads classes from it by their position, as long as the process lives: in a
 * file that was overwritten something else is at that position. There is no way to tell
 * the loader of another file, so the file that it has open is exchanged.
 */
final class LoadedJar {

	private static final Log logger = LogFactory.getLog(LoadedJar.class);

	private static final String LOADER = "org/springframework/boot/loader/";

	private LoadedJar() {
	}

	/**
	 * Let the loader read from a copy from now on.
	 * @param jar the jar that it has open
	 * @param copy the same bytes, which stay what they are
	 * @return whether it does; it does not where it is not Boot's, or another version of
	 * it
	 */
	static boolean readFrom(Path jar, Path copy) {
		try {
			loadLoader(copy);
			Class<?> type = Class.forName("org.springframework.boot.loader.zip.ZipContent", true,
					ClassLoader.getSystemClassLoader());
			Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
			boolean exchanged = false;
			for (Object content : List.copyOf(((Map<?, ?>) field(type, "cache").get(null)).values())) {
				Object data = field(type, "data").get(content);
				Object access = field(data.getClass(), "fileAccess").get(data);
				if (seen.add(access)) {
					exchanged |= exchange(access, jar, copy);
				}
			}
			return exchanged;
		}
		catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError ex) {
			logger.debug("The primary goes on reading classes from " + jar, ex);
			return false;
		}
	}

	/**
	 * The classes of the loader itself are read by the JDK, which has the jar open too.
	 */
	private static void loadLoader(Path copy) throws IOException {
		try (JarFile file = new JarFile(copy.toFile(), false)) {
			for (JarEntry entry : Collections.list(file.entries())) {
				String name = entry.getName();
				if (name.startsWith(LOADER) && name.endsWith(".class")) {
					load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
				}
			}
		}
	}

	private static void load(String name) {
		try {
			// Not initialized, but with the classes that it is verified against.
			Class.forName(name, false, ClassLoader.getSystemClassLoader()).getDeclaredMethods();
		}
		catch (ClassNotFoundException | LinkageError ex) {
			logger.debug(name + " is not loaded", ex);
		}
	}

	private static boolean exchange(Object access, Path jar, Path copy)
			throws ReflectiveOperationException, IOException {
		Field path = field(access.getClass(), "path");
		Field channel = field(access.getClass(), "fileChannel");
		Object lock = field(access.getClass(), "lock").get(access);
		synchronized (lock) {
			FileChannel before = (FileChannel) channel.get(access);
			if (before == null || !Files.isSameFile((Path) path.get(access), jar)) {
				return false;
			}
			FileChannel after = FileChannel.open(copy, StandardOpenOption.READ);
			channel.set(access, after);
			before.close();
			// For the case that it opens the file again, after an interrupt.
			path.set(access, copy);
			return true;
		}
	}

	private static Field field(Class<?> type, String name) throws NoSuchFieldException {
		Field field = type.getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

}
