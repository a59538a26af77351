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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSessionContext;

import io.forkit.cluster.TicketKey;
import io.forkit.cluster.worker.ClusterWorker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives the servers of this worker the keys of session tickets that all workers have, so
 * that a client which comes back is recognised by any of them. There is one set of them
 * in a JVM, as there is one worker.
 * <p>
 * Thread-safe.
 */
final class TicketSharing {

	private static final Log logger = LogFactory.getLog(TicketSharing.class);

	private static final Duration RETRY = Duration.ofMinutes(1);

	// By what the keys are for. A server whose certificate changes has new ones, and
	// forgets the old.
	private static final Map<SSLSessionContext, String> contexts = new WeakHashMap<>();

	private static List<TicketKey> keys = List.of();

	private static boolean asked;

	private TicketSharing() {
	}

	/**
	 * Share the keys of a server, unless that is the case already. Does nothing where the
	 * implementation of TLS is not the JDK's own. To be called only for a server that
	 * asks its clients for no certificate: who resumes a session is not asked again.
	 * @param context the sessions of the server
	 * @param server what tells the server from others, the same in all workers: each has
	 * keys that are made of those of the cluster, so that a session is resumed by the
	 * server that has begun it
	 */
	static void share(@Nullable SSLSessionContext context, String server) {
		ClusterWorker worker = ClusterWorker.current();
		if (context == null || worker == null || !JdkTicketKeys.canHave(context)) {
			return;
		}
		synchronized (TicketSharing.class) {
			if (contexts.putIfAbsent(context, server) != null) {
				return;
			}
			install(context, server);
			if (asked) {
				return;
			}
			asked = true;
		}
		ask(worker);
	}

	private static void ask(ClusterWorker worker) {
		worker.ticketKeys().whenComplete((answer, ex) -> {
			if (ex == null) {
				next(worker, Duration.between(Instant.now(), took(answer)));
			}
			else if (worker.isConnected()) {
				logger.debug("The primary has given no keys for session tickets", ex);
				next(worker, RETRY);
			}
		});
	}

	/** Return when the last of the keys begins to be used. */
	private static synchronized Instant took(List<TicketKey> answer) {
		keys = answer;
		contexts.forEach(TicketSharing::install);
		return answer.get(answer.size() - 1).from();
	}

	private static void next(ClusterWorker worker, Duration delay) {
		// The thread of the JDK that waits for all timeouts, and may send a message.
		CompletableFuture.delayedExecutor(Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS, Runnable::run)
			.execute(() -> ask(worker));
	}

	private static void install(SSLSessionContext context, String server) {
		try {
			JdkTicketKeys.install(context, keys.stream().map((key) -> derive(key, server)).toList(), Instant.now());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("This worker encrypts session tickets with keys of its own", ex);
		}
	}

	// VisibleForTesting
	static TicketKey derive(TicketKey key, String server) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key.secret().getEncoded(), "HmacSHA256"));
			byte[] secret = mac.doFinal(server.getBytes(StandardCharsets.UTF_8));
			return new TicketKey(key.id(), new SecretKeySpec(secret, "AES"), key.from(), key.until());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK must have HmacSHA256", ex);
		}
	}

}
