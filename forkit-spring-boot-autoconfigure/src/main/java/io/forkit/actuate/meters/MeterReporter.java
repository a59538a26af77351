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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.forkit.cluster.ControlLine;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Tells the primary what the meters of this worker say, again and again, and once more
 * when all else of the application has stopped. It reads them on a thread of its own:
 * what the application does for a gauge may take long.
 *
 * @since 0.1.0
 */
public final class MeterReporter implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(MeterReporter.class);

	/** The primary may be busy. */
	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

	/** Who stops is not to wait for meters. */
	private static final Duration LAST_LIMIT = Duration.ofSeconds(2);

	private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

	// A worker may have several applications, and is one to the primary.
	private static final AtomicInteger lastNumber = new AtomicInteger();

	private final Supplier<ControlLine> lines;

	private final Supplier<Stream<MeterRegistry>> registries;

	private final MetersSettings settings;

	private final MeterChanges changes;

	// Of the thread that reports.
	private @Nullable ControlLine line;

	private boolean warned;

	private volatile @Nullable Reports reports;

	private volatile boolean unwanted;

	/**
	 * Create a reporter, to be started.
	 * @param lines opens the line to the primary
	 * @param registries the registries of this worker, of which it reads one that keeps
	 * sums
	 * @param settings how often
	 */
	public MeterReporter(Supplier<ControlLine> lines, Supplier<Stream<MeterRegistry>> registries,
			MetersSettings settings) {
		this.lines = lines;
		this.registries = registries;
		this.settings = settings;
		this.changes = new MeterChanges(settings.maxMeters(), lastNumber::incrementAndGet);
	}

	@Override
	public synchronized void start() {
		if (this.reports != null) {
			return;
		}
		this.unwanted = false;
		List<MeterRegistry> leaves = LeafRegistries.of(this.registries.get());
		if (leaves.isEmpty()) {
			logger.debug("No registry of this worker keeps sums that could be told to the primary");
			return;
		}
		Reports started = new Reports(leaves.get(0), Executors.newSingleThreadScheduledExecutor(MeterReporter::thread));
		long interval = this.settings.interval().toMillis();
		started.executor()
			.scheduleWithFixedDelay(() -> report(started), Math.min(interval, FIRST_DELAY.toMillis()), interval,
					TimeUnit.MILLISECONDS);
		this.reports = started;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "forkit-meter-report");
		thread.setDaemon(true);
		return thread;
	}

	private void report(Reports current) {
		try {
			for (List<?> message : this.changes.read(current.registry().getMeters())) {
				tell(message);
			}
			this.changes.taken();
		}
		catch (InterruptedException ex) {
			// The application has stopped, and this thread ends.
			this.changes.lost();
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException | Error ex) {
			// Also if there is no memory at the moment: what is thrown from here ends all
			// reports.
			logger.debug("The primary cannot be told of the meters", ex);
			this.changes.lost();
		}
		if (this.unwanted) {
			current.executor().shutdown();
		}
	}

	private void tell(List<?> message) throws InterruptedException, ExecutionException, TimeoutException {
		ControlLine opened = this.line;
		if (opened == null) {
			opened = this.lines.get();
			this.line = opened;
		}
		List<?> answer = opened.request(message).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		Object outcome = answer.isEmpty() ? "" : answer.get(0);
		if (MetersTopic.UNWANTED.equals(outcome)) {
			this.unwanted = true;
		}
		else if (!MetersTopic.TAKEN.equals(outcome)) {
			refused(answer);
		}
	}

	private void refused(List<?> answer) {
		String reason = (answer.size() > 1) ? String.valueOf(answer.get(1)) : "it does not say why";
		if (!this.warned) {
			this.warned = true;
			logger.warn("The primary does not take all meters of this worker: " + reason);
		}
		throw new IllegalStateException(reason);
	}

	@Override
	public synchronized void stop() {
		Reports current = this.reports;
		if (current == null) {
			return;
		}
		this.reports = null;
		if (!this.unwanted) {
			reportLast(current);
		}
		current.executor().shutdownNow();
	}

	private void reportLast(Reports current) {
		try {
			Future<?> last = current.executor().submit(() -> report(current));
			current.executor().shutdown();
			last.get(LAST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			logger.debug("The primary cannot be told what the meters say at the end", ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.reports != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/** The server has stopped before, and all else that may count. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	/**
	 * The reports between a start and a stop.
	 *
	 * @param registry what is read
	 * @param executor makes them
	 */
	private record Reports(MeterRegistry registry, ScheduledExecutorService executor) {

	}

}
