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

import java.util.Set;

import io.forkit.posix.ErrnoException;

/**
 * The primary could not open a socket that a worker had asked for.
 *
 * @since 0.1.0
 */
public class ListenException extends ClusterStartException {

	private static final Set<String> ADDRESS_ERRORS = Set.of("EADDRNOTAVAIL", "EACCES", "EPERM", "EAFNOSUPPORT",
			"ENAMETOOLONG", "ENOENT", "ENOTDIR", "EROFS", "ELOOP");

	private final String host;

	private final int port;

	private final String errnoName;

	public ListenException(String host, int port, ErrnoException cause) {
		super(cause.getMessage(), cause);
		this.host = host;
		this.port = port;
		this.errnoName = cause.getErrnoName();
	}

	/**
	 * Return what says that the address cannot be had.
	 * @param host the address
	 * @param port the port
	 * @param cause what the system says
	 * @return the exception
	 * @throws ErrnoException the cause itself if there are only too many open files,
	 * which is nothing about the address and may be better in a moment
	 */
	static ListenException orShortage(String host, int port, ErrnoException cause) throws ErrnoException {
		if (cause.is("EMFILE") || cause.is("ENFILE")) {
			throw cause;
		}
		return new ListenException(host, port, cause);
	}

	/**
	 * Return the address.
	 * @return the address, or the path of a UNIX-domain socket
	 */
	public String getHost() {
		return this.host;
	}

	/**
	 * Return the port.
	 * @return the port, -1 for a UNIX-domain socket
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Return whether another process has the port.
	 * @return whether the error was EADDRINUSE
	 */
	public boolean isPortInUse() {
		return "EADDRINUSE".equals(this.errnoName);
	}

	ControlMessage.ListenReply.Outcome outcome() {
		if (isPortInUse()) {
			return ControlMessage.ListenReply.Outcome.ADDRESS_IN_USE;
		}
		return ADDRESS_ERRORS.contains(this.errnoName) ? ControlMessage.ListenReply.Outcome.CANNOT_BIND
				: ControlMessage.ListenReply.Outcome.FAILED;
	}

}
