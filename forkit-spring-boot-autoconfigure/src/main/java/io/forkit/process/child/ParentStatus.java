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
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Reads which process is the parent of this one, after the first time without a new
 * object: a JVM whose heap is full can ask as well.
 */
final class ParentStatus {

	/** The parent is not known. */
	static final long UNKNOWN = 0;

	private static final Path FILE = Path.of("/proc/self/stat");

	// The number is among the first fields, and the name before it has 64 bytes at most.
	private final ByteBuffer text = ByteBuffer.allocateDirect(256);

	private @Nullable FileChannel file;

	/**
	 * Return the parent that this process has now.
	 * @return its process id or {@link #UNKNOWN}
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
			return (length > 0) ? parse(length) : UNKNOWN;
		}
		catch (IOException ex) {
			Optional<ProcessHandle> parent = ProcessHandle.current().parent();
			return parent.isPresent() ? parent.get().pid() : UNKNOWN;
		}
	}

	/**
	 * See proc_pid_stat(5): after the name, in brackets, come the state and the parent.
	 */
	private long parse(int length) {
		int at = length - 1;
		while (at >= 0 && this.text.get(at) != ')') {
			at--;
		}
		long parent = 0;
		for (int i = at + 4; at >= 0 && i < length; i++) {
			int digit = this.text.get(i) - '0';
			if (digit < 0 || digit > 9) {
				break;
			}
			parent = parent * 10 + digit;
		}
		return parent;
	}

}
