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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.HotSpotDiagnosticMXBean;

/**
 * Writes the heap of this JVM to a file.
 */
final class HeapDump {

	private HeapDump() {
	}

	/**
	 * Write the objects that are in use. All threads stand still meanwhile.
	 * @param file the file, which must not be there, and is not if this fails
	 * @throws IOException if it cannot be written, as where the disk is full
	 */
	static void write(Path file) throws IOException {
		boolean written = false;
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
			written = true;
		}
		finally {
			if (!written) {
				Files.deleteIfExists(file);
			}
		}
	}

}
