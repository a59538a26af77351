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

package io.forkit.cluster.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;

/**
 * Uses up the descriptors that this process may have, and gives them back.
 */
public final class DescriptorShortage {

	private final Deque<Fd> all = new ArrayDeque<>();

	private final Fd some;

	/**
	 * Create a shortage that has not begun.
	 * @param classes where the classes are that are needed while it lasts
	 * @param packages their packages, as directories: a class cannot be loaded without a
	 * descriptor
	 * @throws Exception if they cannot be loaded
	 */
	public DescriptorShortage(Path classes, String... packages) throws Exception {
		for (String directory : packages) {
			loadAll(classes, directory);
		}
		this.some = Sockets.pair().first();
	}

	private static void loadAll(Path classes, String directory) throws Exception {
		try (Stream<Path> files = Files.list(classes.resolve(directory))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = classes.relativize(file).toString().replace('/', '.');
				if (!name.contains("package-info")) {
					Class.forName(name.substring(0, name.length() - ".class".length()));
				}
			}
		}
	}

	/**
	 * Use them up.
	 * @param left how many to leave
	 */
	public void begin(int left) {
		try {
			while (true) {
				this.all.addLast(this.some.duplicate());
			}
		}
		catch (IOException ex) {
			// That is what was wanted.
		}
		for (int i = 0; i < left; i++) {
			this.all.removeLast().close();
		}
	}

	public void end() {
		this.all.forEach(Fd::close);
		this.all.clear();
	}

}
