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

package io.forkit.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

import io.forkit.posix.DirectoryLock;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.Fd;
import io.forkit.posix.SocketFile;
import io.forkit.posix.Sockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Listens on paths. A file that a dead process has left there is replaced; the own one is
 * removed at the end. Only one primary at a time looks at the files of a directory: two
 * that start together would take the other's for one of the dead.
 */
final class UnixListener {

	private static final Log logger = LogFactory.getLog(UnixListener.class);

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET = 0140000;

	// What is done meanwhile waits for nothing.
	private static final Duration LOCK_LIMIT = Duration.ofSeconds(1);

	private UnixListener() {
	}

	/**
	 * Return a path from the root.
	 * @param path a path, possibly from the directory of this process
	 * @return the same file
	 */
	static Path absolute(String path) {
		return Path.of(path).toAbsolutePath().normalize();
	}

	static SharedSocket open(SocketRequest.Unix request) throws IOException {
		Path path = absolute(request.path());
		try (DirectoryLock lock = lock(path)) {
			Fd socket = bind(path, shortest(path));
			Object file = null;
			try {
				file = fileKey(path);
				if (request.permissions() != null) {
					// Nobody can connect before it listens.
					SocketFile.setPermissions(path, request.permissions());
				}
				Sockets.listen(socket, request.backlog());
				Object own = file;
				return new SharedSocket(request.key(), socket, ListenerInfo.ofUnix(path.toString()),
						() -> remove(path, own));
			}
			catch (IOException | RuntimeException ex) {
				socket.close();
				removeLocked(path, file);
				throw ex;
			}
		}
		catch (ErrnoException ex) {
			throw ListenException.orShortage(path.toString(), ListenerInfo.NO_PORT, ex);
		}
	}

	private static DirectoryLock lock(Path path) throws ErrnoException {
		Path directory = path.getParent();
		return DirectoryLock.acquire((directory != null) ? directory : path, LOCK_LIMIT);
	}

	/**
	 * Return what removes the file that is at a path now.
	 * @param path the path
	 * @return removes it, unless something else is there by then
	 * @throws IOException if there is none
	 */
	static Runnable removal(Path path) throws IOException {
		Object file = fileKey(path);
		return () -> remove(path, file);
	}

	/** The directory of this process may make it short enough for the system. */
	private static Path shortest(Path path) {
		Path relative = Path.of("").toAbsolutePath().relativize(path);
		if (length(path) <= Sockets.MAX_PATH || length(relative) > Sockets.MAX_PATH) {
			return path;
		}
		return relative;
	}

	private static int length(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	private static Fd bind(Path path, Path address) throws IOException {
		try {
			return Sockets.bindUnix(address);
		}
		catch (ErrnoException ex) {
			if (!ex.is("EADDRINUSE") || !removeIfStale(path, address)) {
				throw ex;
			}
			return Sockets.bindUnix(address);
		}
	}

	/**
	 * Remove the file of a process that is gone: there is nobody who answers a
	 * connection.
	 */
	private static boolean removeIfStale(Path path, Path address) throws IOException {
		Object found = socketFileKey(path);
		if (found == null || isAnswered(address) || !found.equals(socketFileKey(path))) {
			return false;
		}
		Files.deleteIfExists(path);
		logger.info("Removed %s: the process that has listened there is gone".formatted(path));
		return true;
	}

	private static boolean isAnswered(Path address) throws IOException {
		SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX);
		try (probe) {
			// A full queue is not waited for.
			probe.configureBlocking(false);
			probe.connect(UnixDomainSocketAddress.of(address));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			// It cannot be known, as where this user may not connect.
			return true;
		}
	}

	private static @Nullable Object socketFileKey(Path path) throws IOException {
		int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		return ((mode & FILE_TYPE) == SOCKET) ? fileKey(path) : null;
	}

	private static @Nullable Object fileKey(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	private static void remove(Path path, @Nullable Object file) {
		try (DirectoryLock lock = lock(path)) {
			removeLocked(path, file);
		}
		catch (IOException ex) {
			logger.debug("The socket file %s cannot be removed".formatted(path), ex);
		}
	}

	private static void removeLocked(Path path, @Nullable Object file) {
		try {
			if (file != null && file.equals(fileKey(path))) {
				Files.deleteIfExists(path);
			}
		}
		catch (IOException ex) {
			logger.debug("The socket file %s cannot be removed".formatted(path), ex);
		}
	}

}
