package io.forkit.benchmarks;

import java.io.IOException;

/**
 * The kinds of load.
 */
enum Load {

	/**
	 * Requests one after the other on connections that stay open.
	 */
	KEEP_ALIVE("keep-alive", "request"),

	/**
	 * A new connection for each request, until its end.
	 */
	CONNECTION_CLOSE("Connection: close", "connection");

	private final String title;

	private final String unit;

	Load(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	String title() {
		return this.title;
	}

	String unit() {
		return this.unit;
	}

	Client client(int port) throws IOException {
		return new Client(port, this == KEEP_ALIVE);
	}

}
