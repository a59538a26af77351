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
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import javax.net.ssl.SSLHandshakeException;

import io.forkit.cluster.warm.WarmUpRequest;
import io.forkit.cluster.watch.ProbeResult;
import io.forkit.cluster.worker.RequestProbe;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request to the server of this worker, on a connection that the server gets as
 * if it had accepted it. Neither the queue of the workers nor the gate has anything to do
 * with that, and it counts nowhere as load.
 *
 * @since 0.1.0
 */
public final class ServerProbe implements RequestProbe {

	private final Supplier<@Nullable WarmUpRequest> warmUp;

	/**
	 * Create a probe.
	 * @param warmUp returns the request that stands for {@link WarmUpRequest#PATH}, or
	 * {@code null} if nothing would answer it
	 */
	public ServerProbe(Supplier<@Nullable WarmUpRequest> warmUp) {
		this.warmUp = warmUp;
	}

	@Override
	public ProbeResult probe(String path, Duration timeout) {
		SharedServer server = SharedServers.all().stream().filter(SharedServer::canBeProbed).findFirst().orElse(null);
		if (server == null) {
			return ProbeResult.impossible("this worker has no server for HTTP on a shared socket");
		}
		if (!WarmUpRequest.PATH.equals(path)) {
			return probe(server, path, null, timeout);
		}
		WarmUpRequest request = this.warmUp.get();
		return (request != null) ? probe(server, request.path(), request.header(), timeout)
				: ProbeResult.impossible("nothing in this worker would answer");
	}

	private static ProbeResult probe(SharedServer server, String path, @Nullable String header, Duration timeout) {
		try (LoopbackPair pair = LoopbackPair.open((int) Math.min(timeout.toMillis(), Integer.MAX_VALUE))) {
			return exchange(server, pair, path, header, timeout);
		}
		catch (IOException ex) {
			return ProbeResult.impossible(ex.toString());
		}
	}

	private static boolean enter(SharedServer server, SocketChannel connection, Duration timeout)
			throws IOException, InterruptedException, TimeoutException {
		boolean entered = false;
		try {
			boolean tls = server.enter(connection, timeout);
			entered = true;
			return tls;
		}
		finally {
			if (!entered) {
				connection.close();
			}
		}
	}

	private static ProbeResult exchange(SharedServer server, LoopbackPair pair, String path, @Nullable String header,
			Duration timeout) {
		long start = System.nanoTime();
		try {
			boolean tls = enter(server, pair.server(), timeout);
			ProbeExchange exchange = new ProbeExchange(pair.client(), start + timeout.toNanos());
			int status = exchange.get(path, header, tls);
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			exchange.drain();
			return new ProbeResult(ProbeResult.Outcome.ANSWERED, status, duration, "");
		}
		catch (SocketTimeoutException | TimeoutException ex) {
			return new ProbeResult(ProbeResult.Outcome.TIMED_OUT, 0, timeout, "");
		}
		catch (SSLHandshakeException ex) {
			// Most likely it wants a certificate.
			return ProbeResult.impossible(ex.toString());
		}
		catch (IOException ex) {
			return new ProbeResult(ProbeResult.Outcome.FAILED, 0, Duration.ofNanos(System.nanoTime() - start),
					String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ProbeResult.impossible("interrupted");
		}
	}

}
