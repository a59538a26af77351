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

package io.forkit.actuate.meters;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.cluster.ControlTopic;
import io.forkit.cluster.Worker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The part of the primary that workers tell what their meters say. All that is done with
 * it is done on one thread, which is not that of the channels.
 * <p>
 * Needs nothing of Micrometer, which the primary may do without.
 *
 * @since 0.1.0
 */
public final class MetersTopic implements ControlTopic {

	/** The name by which workers find it. */
	public static final String NAME = "meters";

	/** The answer if all is well. */
	static final String TAKEN = "taken";

	/** The answer, with the reason, if it is not. */
	static final String REFUSED = "refused";

	/** The answer if nobody wants to hear of meters. */
	static final String UNWANTED = "unwanted";

	// A worker waits for each answer.
	private static final int MAX_WAITING = 4;

	private static final long IDLE_SECONDS = 30;

	private static final Log logger = LogFactory.getLog(MetersTopic.class);

	private final Supplier<List<Worker>> workers;

	private final Executor executor;

	private volatile @Nullable Receiver receiver;

	/**
	 * Create a topic to which nobody listens.
	 * @param workers the workers of the cluster
	 */
	public MetersTopic(Supplier<List<Worker>> workers) {
		this(workers, executor());
	}

	MetersTopic(Supplier<List<Worker>> workers, Executor executor) {
		this.workers = workers;
		this.executor = executor;
	}

	private static Executor executor() {
		return new ThreadPoolExecutor(0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "forkit-meters");
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Set who hears what the workers tell. To be called before there are any.
	 * @param receiver hears it
	 */
	public void receiver(Receiver receiver) {
		this.receiver = receiver;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Session open(Peer peer) {
		return new WorkerSession(peer);
	}

	/**
	 * Hears what the workers tell, on one thread.
	 */
	@FunctionalInterface
	public interface Receiver {

		/**
		 * A worker tells something for the first time.
		 * @param worker the worker
		 * @return takes it
		 */
		Reports open(Worker worker);

	}

	/**
	 * Takes what one worker tells.
	 */
	public interface Reports {

		/**
		 * The worker tells something.
		 * @param message plain values, which may be anything
		 * @throws IOException if it cannot be understood
		 */
		void report(List<?> message) throws IOException;

		/** The worker is gone. */
		void end();

	}

	/**
	 * What one worker tells.
	 */
	private final class WorkerSession implements Session {

		private final Peer peer;

		private final AtomicInteger waiting = new AtomicInteger();

		// Of the executor.
		private @Nullable Reports reports;

		private boolean warned;

		WorkerSession(Peer peer) {
			this.peer = peer;
		}

		@Override
		public void received(List<?> value, @Nullable Consumer<List<?>> answer) {
			Receiver current = MetersTopic.this.receiver;
			if (answer == null) {
				return;
			}
			if (current == null) {
				answer.accept(List.of(UNWANTED));
			}
			else if (this.waiting.incrementAndGet() > MAX_WAITING) {
				this.waiting.decrementAndGet();
				answer.accept(List.of(REFUSED, "It has not waited for the answers to what it told before"));
			}
			else {
				MetersTopic.this.executor.execute(() -> take(current, value, answer));
			}
		}

		private void take(Receiver current, List<?> value, Consumer<List<?>> answer) {
			List<?> outcome = List.of(TAKEN);
			try {
				reports(current).report(value);
			}
			catch (IOException | RuntimeException | Error ex) {
				if (!this.warned) {
					this.warned = true;
					logger.warn("What process %d tells of its meters cannot be taken: %s".formatted(this.peer.pid(),
							ex.getMessage()));
				}
				outcome = List.of(REFUSED, String.valueOf(ex.getMessage()));
			}
			this.waiting.decrementAndGet();
			try {
				answer.accept(outcome);
			}
			catch (RuntimeException ex) {
				logger.debug("Process %d is gone".formatted(this.peer.pid()), ex);
			}
		}

		private Reports reports(Receiver current) {
			Reports opened = this.reports;
			if (opened == null) {
				long pid = this.peer.pid();
				Worker worker = MetersTopic.this.workers.get()
					.stream()
					.filter((one) -> one.pid() == pid)
					.findFirst()
					.orElseThrow(() -> new IllegalStateException("Process " + pid + " is no worker any more"));
				opened = current.open(worker);
				this.reports = opened;
			}
			return opened;
		}

		@Override
		public void ended() {
			MetersTopic.this.executor.execute(() -> {
				if (this.reports != null) {
					this.reports.end();
				}
			});
		}

	}

}
