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
package io.forkit.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Reads which process is the parent of this one, after the first time without a new
 * object: a JVM whose heap is full can ask as well.
 */
final class ParentStatus {

	private static final Path FILE = Path.of("/proc/self/stat");

	// The number is among the first fields, and the name before it has 64 bytes at most.
	private final ByteBuffer text = ByteBuffer.allocateDirect(256);

	private @Nullable FileChannel file;

	/**
	 * Return the parent that this process has now.
	 * @return its process id or {@link ParentPid#UNKNOWN}
	 */
	long read() {
		try {
			FileChannel current = this.file;
			if (current == null) {
				current = FileChannel.open(FILE);
				this.file = current;
			}
			this.text.clear();
			int length = current.read(this.text, 0);
			return (length > 0) ? ParentPid.parse(this.text, length) : ParentPid.UNKNOWN;
		}
		catch (IOException ex) {
			return ParentPid.ofHandle();
		}
	}

}
