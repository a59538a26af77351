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

package io.forkit.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link ClosedLoop}.
 */
class ClosedLoopClient implements Runnable {

	private static final long ADDRESS_PAUSE_NANOS = 10_000_000;

	private final LoadPlan plan;

	private final ClosedLoop loop;

	private @Nullable Http connection;

	private int localPort;

	ClosedLoopClient(LoadPlan plan, ClosedLoop loop) {
		this.plan = plan;
		this.loop = loop;
	}

	@Override
	public void run() {
		for (long i = 0; i < this.plan.requests() && !this.loop.ending(); i++) {
			exchange();
			if (!this.plan.pause().isZero()) {
				LockSupport.parkNanos(this.plan.pause().toNanos());
			}
		}
		disconnect();
	}

	private void exchange() {
		boolean disturbed = this.loop.disturbed();
		long start = System.nanoTime();
		this.loop.sending();
		this.localPort = -1;
		try {
			Http.Response response = response();
			if (!this.plan.keepAlive() || response.closes()) {
				disconnect();
			}
			if (response.ok()) {
				this.loop.answered(System.nanoTime() - start, disturbed);
			}
			else {
				fail(start, "status " + response.status() + ": " + response.body(), false);
			}
		}
		catch (IOException ex) {
			disconnect();
			fail(start, ex.toString(), ex instanceof ConnectException);
		}
	}

	private Http.Response response() throws IOException {
		Http used = this.connection;
		if (used == null) {
			return ask(connect());
		}
		try {
			return ask(used);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			if (used.answerBegun() || !this.plan.retryable()) {
				throw ex;
			}
			disconnect();
			this.loop.retrying();
			return ask(connect());
		}
	}

	private Http.Response ask(Http http) throws IOException {
		this.localPort = http.localPort();
		http.send(this.plan.request());
		return http.receive();
	}

	private Http connect() throws IOException {
		long start = System.nanoTime();
		while (true) {
			try {
				Http http = Http.connect(this.plan.port(), ClosedLoop.READ_TIMEOUT);
				this.connection = http;
				this.loop.connected();
				return http;
			}
			catch (IOException ex) {
				// The ports of this side are short, which says nothing of the server.
				if (!String.valueOf(ex.getMessage()).contains("Cannot assign requested address")
						|| System.nanoTime() - start > ClosedLoop.READ_TIMEOUT.toNanos()) {
					throw ex;
				}
				LockSupport.parkNanos(ADDRESS_PAUSE_NANOS);
			}
		}
	}

	private void disconnect() {
		Http http = this.connection;
		this.connection = null;
		if (http != null) {
			try {
				http.close();
			}
			catch (IOException ex) {
				// Nothing is read or written any more.
			}
		}
	}

	private void fail(long start, String reason, boolean refused) {
		this.loop.failed(new LoadGenerator.Failure(start, System.nanoTime(), this.localPort, reason, refused));
	}

}
