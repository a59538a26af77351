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

package io.forkit.demo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

/**
 * A file system for logs that is soon full. Where none can be mounted, which takes root,
 * it stays a directory that is never full, and {@link #isSmall()} says so.
 */
final class SmallDisk implements AutoCloseable {

	private final Path directory;

	private final boolean small;

	private SmallDisk(Path directory, boolean small) {
		this.directory = directory;
		this.small = small;
	}

	static SmallDisk mount() {
		try {
			Path directory = Files.createTempDirectory("demo-disk-");
			boolean small = run("mount", "-t", "tmpfs", "-o", "size=4m", "demo-disk", directory.toString());
			return new SmallDisk(directory, small);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean run(String... command) throws IOException {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	boolean isSmall() {
		return this.small;
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * The arguments that make a cluster write its logs here.
	 * @return the arguments
	 */
	String[] arguments() {
		return new String[] { "--logging.file.name=" + this.directory.resolve("demo.log"),
				"--forkit.cluster.output-directory=" + this.directory.resolve("output") };
	}

	@Override
	public void close() {
		try {
			if (this.small) {
				run("umount", "-l", this.directory.toString());
			}
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
