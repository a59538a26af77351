package io.forkit.cluster;

import io.forkit.posix.ErrnoException;

/**
 * The primary could not open a socket that a worker had asked for.
 *
 * @since 0.1.0
 */
public class ListenException extends ClusterStartException {

	private final String host;

	private final int port;

	private final String errnoName;

	public ListenException(String host, int port, ErrnoException cause) {
		super(cause.getMessage(), cause);
		this.host = host;
		this.port = port;
		this.errnoName = cause.getErrnoName();
	}

	public String getHost() {
		return this.host;
	}

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

}
