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

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.forkit.posix.InternetProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a worker listens: {@link #DEFAULTS}, changed. Immutable.
 *
 * @param backlog how many connections may wait to be accepted; that of the first worker
 * to ask counts, and the system caps it, see {@code somaxconn} in {@code listen(2)}
 * @param protocol the versions of the internet protocol; an address of one version cannot
 * be had for the other only
 * @param exclusive whether this worker makes a socket of its own instead of sharing one:
 * whoever is second at the same address fails. It is an ordinary channel of the JDK, and
 * makes no event in the primary
 * @param reusePort whether this worker makes a socket of its own, and others that say so
 * too can be bound to the same address: the system chooses among them by a hash of the
 * client's address. Connections that wait are reset when the socket is closed
 * @param permissions who may do what with the file of a UNIX-domain socket, or
 * {@code null} for what the umask of the primary leaves; to connect is to write
 * @since 0.1.0
 */
public record ListenOptions(int backlog, InternetProtocol protocol, boolean exclusive, boolean reusePort,
		@Nullable Set<PosixFilePermission> permissions) {

	/** A shared socket with a backlog of 511, as in Node. */
	public static final ListenOptions DEFAULTS = new ListenOptions(511, InternetProtocol.ANY, false, false, null);

	public ListenOptions {
		Assert.isTrue(backlog > 0, () -> "'backlog' must be greater than 0 but is " + backlog);
		Assert.notNull(protocol, "'protocol' must not be null");
		permissions = (permissions != null) ? Set.copyOf(permissions) : null;
	}

	/**
	 * Return options with another backlog.
	 * @param backlog how many connections may wait
	 * @return the options
	 */
	public ListenOptions withBacklog(int backlog) {
		return new ListenOptions(backlog, this.protocol, this.exclusive, this.reusePort, this.permissions);
	}

	/**
	 * Return options for other versions of the internet protocol: with
	 * {@link InternetProtocol#IPV6} the wildcard address leaves that of IPv4 to others,
	 * as {@code ipv6Only} in Node.
	 * @param protocol the versions
	 * @return the options
	 */
	public ListenOptions withProtocol(InternetProtocol protocol) {
		return new ListenOptions(this.backlog, protocol, this.exclusive, this.reusePort, this.permissions);
	}

	/**
	 * Return options for a socket that is not shared.
	 * @param exclusive whether this worker makes one of its own
	 * @return the options
	 */
	public ListenOptions withExclusive(boolean exclusive) {
		return new ListenOptions(this.backlog, this.protocol, exclusive, this.reusePort, this.permissions);
	}

	/**
	 * Return options for a socket beside others at the same address.
	 * @param reusePort whether this worker makes one of its own, beside others
	 * @return the options
	 */
	public ListenOptions withReusePort(boolean reusePort) {
		return new ListenOptions(this.backlog, this.protocol, this.exclusive, reusePort, this.permissions);
	}

	/**
	 * Return options with permissions for the file of a UNIX-domain socket.
	 * @param permissions the permissions as {@code ls} shows them, such as
	 * {@code rw-rw----}
	 * @return the options
	 * @throws IllegalArgumentException if these are no permissions
	 */
	public ListenOptions withPermissions(String permissions) {
		return new ListenOptions(this.backlog, this.protocol, this.exclusive, this.reusePort,
				PosixFilePermissions.fromString(permissions));
	}

	boolean isOwn() {
		return this.exclusive || this.reusePort;
	}

}
