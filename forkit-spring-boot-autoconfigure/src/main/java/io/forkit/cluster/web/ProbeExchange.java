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

package io.forkit.cluster.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * One request of HTTP/1.1 and the answer to it, on a connection of this process to
 * itself.
 */
final class ProbeExchange {

	private static final String HOST = "localhost";

	private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");

	private static final int LONGEST_LINE = 8 * 1024;

	private static final int LONGEST_BODY = 64 * 1024;

	// What comes after the head of the answer is not waited for.
	private static final int BODY_MILLIS = 1000;

	private final Socket connection;

	private final long deadline;

	/**
	 * Create an exchange.
	 * @param connection the connection
	 * @param deadline when the answer must be there, of {@link System#nanoTime()}
	 */
	ProbeExchange(Socket connection, long deadline) {
		this.connection = connection;
		this.deadline = deadline;
	}

	/**
	 * Ask, and wait for the head of the answer.
	 * @param path what to get
	 * @param header one more header, or {@code null}
	 * @param tls whether to speak TLS
	 * @return the status
	 * @throws SocketTimeoutException if it is not there in time
	 * @throws IOException if the connection ends before, or something else comes
	 */
	int get(String path, @Nullable String header, boolean tls) throws IOException {
		limit();
		SSLSocket secure = tls ? secure() : null;
		Socket socket = (secure != null) ? secure : this.connection;
		// There are servers that answer for the names in their certificate only.
		String host = (secure != null) ? CertifiedName.of(secure.getSession(), HOST) : HOST;
		socket.getOutputStream()
			.write("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: forkit-probe\r\nAccept: */*\r\nConnection: close\r\n%s\r\n"
				.formatted(path, host, (header != null) ? header + "\r\n" : "")
				.getBytes(StandardCharsets.US_ASCII));
		InputStream in = socket.getInputStream();
		int status = status(in);
		while (status < 200) {
			skipHeaders(in);
			status = status(in);
		}
		return status;
	}

	private int status(InputStream in) throws IOException {
		String line = line(in);
		Matcher matcher = STATUS_LINE.matcher(line);
		if (!matcher.matches()) {
			throw new IOException("'%s' is no answer of HTTP/1.1".formatted(line));
		}
		return Integer.parseInt(matcher.group(1));
	}

	private void skipHeaders(InputStream in) throws IOException {
		while (!line(in).isEmpty()) {
			// None of them is wanted.
		}
	}

	/**
	 * Read what comes after the head for a moment: a server whose answer is not read
	 * takes that for a failure of the client.
	 */
	void drain() {
		try {
			this.connection.setSoTimeout(BODY_MILLIS);
			long end = System.nanoTime() + BODY_MILLIS * 1_000_000L;
			byte[] buffer = new byte[LONGEST_BODY / 8];
			int rest = LONGEST_BODY;
			InputStream in = this.connection.getInputStream();
			while (rest > 0 && System.nanoTime() - end < 0) {
				int count = in.read(buffer);
				if (count < 0) {
					return;
				}
				rest -= count;
			}
		}
		catch (IOException ex) {
			// It has been answered all the same.
		}
	}

	private String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		while (line.length() < LONGEST_LINE) {
			limit();
			int next = in.read();
			if (next < 0) {
				throw new IOException("the server has closed the connection without an answer");
			}
			if (next == '\n') {
				return line.toString().stripTrailing();
			}
			line.append((char) next);
		}
		throw new IOException("the answer has a line of more than " + LONGEST_LINE + " characters");
	}

	private void limit() throws IOException {
		long left = (this.deadline - System.nanoTime()) / 1_000_000;
		if (left <= 0) {
			throw new SocketTimeoutException("no answer in time");
		}
		this.connection.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
	}

	private SSLSocket secure() throws IOException {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustItself() }, null);
			SSLSocket secure = (SSLSocket) context.getSocketFactory()
				.createSocket(this.connection, HOST, this.connection.getPort(), true);
			secure.startHandshake();
			return secure;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException("there is no TLS", ex);
		}
	}

	/**
	 * Both ends of the connection are in this process: there is nobody to be afraid of.
	 */
	private static final class TrustItself extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
