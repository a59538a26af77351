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

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds out which process is the parent of this one.
 */
final class ParentPid {

	/** The parent is not known. */
	static final long UNKNOWN = 0;

	private ParentPid() {
	}

	/**
	 * Return the parent as it is now.
	 * @return its process id or {@link #UNKNOWN}
	 */
	static long current() {
		// A ProcessHandle does it as well, but makes a pool of threads before, which a
		// forked JVM that has just begun should not wait for.
		try (FileInputStream stat = new FileInputStream("/proc/self/stat")) {
			byte[] text = stat.readAllBytes();
			return parse(ByteBuffer.wrap(text), text.length);
		}
		catch (IOException ex) {
			return ofHandle();
		}
	}

	/** Return the parent where there is no /proc. */
	static long ofHandle() {
		Optional<ProcessHandle> parent = ProcessHandle.current().parent();
		return parent.isPresent() ? parent.get().pid() : UNKNOWN;
	}

	/**
	 * See proc_pid_stat(5): after the name, which is in brackets and may hold anything,
	 * come the state and the parent. Makes no object.
	 * @param text what the file says
	 * @param length how many bytes of it
	 * @return the process id of the parent or {@link #UNKNOWN}
	 */
	static long parse(ByteBuffer text, int length) {
		int at = length - 1;
		while (at >= 0 && text.get(at) != ')') {
			at--;
		}
		long parent = UNKNOWN;
		for (int i = at + 4; at >= 0 && i < length; i++) {
			int digit = text.get(i) - '0';
			if (digit < 0 || digit > 9) {
				break;
			}
			parent = parent * 10 + digit;
		}
		return parent;
	}

}
