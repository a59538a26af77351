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

package io.forkit.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The file of a socket of the UNIX domain, in a directory that others may change. Linux
 * only.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SocketFile {

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET = 0140000;

	private SocketFile() {
	}

	/**
	 * Set the permissions of the file of a socket that this process has bound. Neither a
	 * link nor anything else that somebody has put in its place is changed.
	 * @param path the file
	 * @param permissions the permissions
	 * @throws IOException if it is not the file of a socket of this user any more, or its
	 * permissions cannot be set
	 */
	public static void setPermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
		try (Fd file = Fd.location(path)) {
			int number = file.acquire();
			try {
				// This names the file itself, wherever its path leads by now.
				Path self = Path.of("/proc/self/fd", String.valueOf(number));
				int mode = (int) Files.getAttribute(self, "unix:mode");
				int owner = (int) Files.getAttribute(self, "unix:uid");
				if ((mode & FILE_TYPE) != SOCKET
						|| owner != (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
					throw new IOException("Somebody has replaced the socket '%s'".formatted(path));
				}
				Files.setPosixFilePermissions(self, permissions);
			}
			finally {
				file.release();
			}
		}
	}

}
