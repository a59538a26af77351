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

package io.forkit.cluster.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches workers, on a thread of its own: to look at processes may take a while, and the
 * supervisor must not wait.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Watch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Watch.class);

	private static final long LONGEST_TURN = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_TURN = TimeUnit.MILLISECONDS.toNanos(50);

	private final HealthSettings settings;

	private final Listener listener;

	private final Map<Integer, Patient> patients = new ConcurrentHashMap<>();

	private final ProbeTotals probes = new ProbeTotals();

	private final ProcessSampler sampler = new ProcessSampler();

	private volatile @Nullable Thread thread;

	/**
	 * Create a watch, to be started.
	 * @param settings when a worker is taken for hung
	 * @param listener told of it, on the thread of the watch
	 */
	public Watch(HealthSettings settings, Listener listener) {
		this.settings = settings;
		this.listener = listener;
	}

	/** Begin to watch. */
	public void start() {
		Thread started = new Thread(this::run, "forkit-watch");
		started.setDaemon(true);
		this.thread = started;
		started.start();
	}

	private void run() {
		long period = period();
		FairTime time = new FairTime(period, System.nanoTime(), System.currentTimeMillis());
		while (this.thread == Thread.currentThread()) {
			LockSupport.parkNanos(period);
			// Or the next one would return at once.
			Thread.interrupted();
			FairTime.Turn turn = time.turn(System.nanoTime(), System.currentTimeMillis());
			this.patients.values().forEach((patient) -> turn(patient, turn));
		}
	}

	private long period() {
		HealthSettings.Heartbeat heartbeat = this.settings.heartbeat();
		long half = heartbeat.isEnabled() ? heartbeat.interval().toNanos() / 2 : LONGEST_TURN;
		return Math.max(SHORTEST_TURN, Math.min(LONGEST_TURN, half));
	}

	private void turn(Patient patient, FairTime.Turn turn) {
		try {
			patient.turn(turn, this.sampler, this.listener);
		}
		catch (RuntimeException | Error ex) {
			logger.error("%s cannot be watched for a moment".formatted(patient.worker()), ex);
		}
	}

	/**
	 * Watch a worker from now on, which starts.
	 * @param worker the worker
	 */
	public void add(Watched worker) {
		this.patients.put(worker.id(), new Patient(worker, this.settings, this.probes));
	}

	/**
	 * A worker has ended.
	 * @param worker its id
	 */
	public void remove(int worker) {
		this.patients.remove(worker);
	}

	/**
	 * A worker is ready.
	 * @param worker its id
	 */
	public void serving(int worker) {
		with(worker, (patient) -> patient.phase(Observation.Phase.SERVING));
	}

	/**
	 * A worker is to end: whoever wants that sees to it.
	 * @param worker its id
	 */
	public void ending(int worker) {
		with(worker, (patient) -> patient.phase(Observation.Phase.ENDING));
	}

	/**
	 * A worker has given a sign of life.
	 * @param worker its id
	 * @param collecting share of the time since the last one in which garbage was
	 * collected while all else stood still
	 */
	public void beat(int worker, double collecting) {
		with(worker, (patient) -> patient.beat(collecting));
	}

	/**
	 * A worker has found threads that wait for each other, or that there are none any
	 * more.
	 * @param worker its id
	 * @param threads which, or nothing
	 */
	public void deadlock(int worker, String threads) {
		with(worker, (patient) -> patient.deadlock(threads));
	}

	/**
	 * Tell whether the silence of a worker means nothing, because it does what it was
	 * told to.
	 * @param worker its id
	 * @param excused whether that is so
	 */
	public void excuse(int worker, boolean excused) {
		with(worker, (patient) -> patient.excuse(excused));
	}

	/**
	 * Tell again that a worker is overdue, if it still is.
	 * @param worker its id
	 */
	public void remind(int worker) {
		with(worker, Patient::remind);
	}

	private void with(int worker, Consumer<Patient> action) {
		Patient patient = this.patients.get(worker);
		if (patient != null) {
			action.accept(patient);
		}
	}

	/**
	 * Return how a worker fares.
	 * @param worker its id
	 * @return the verdict; healthy if it is not known
	 */
	public Verdict verdict(int worker) {
		Patient patient = this.patients.get(worker);
		return (patient != null) ? patient.verdict() : Verdict.HEALTHY;
	}

	/**
	 * Return the numbers of a worker.
	 * @param worker its id
	 * @return the numbers, or {@code null} if it is not known
	 */
	public @Nullable VitalSigns signs(int worker) {
		Patient patient = this.patients.get(worker);
		if (patient == null) {
			return null;
		}
		return new VitalSigns(patient.silence(), patient.collecting());
	}

	/**
	 * Return what has come of the requests to the servers of all workers.
	 * @return the sums
	 */
	public ProbeTotals probes() {
		return this.probes;
	}

	@Override
	public void close() {
		Thread current = this.thread;
		this.thread = null;
		LockSupport.unpark(current);
	}

	/**
	 * Is told how workers fare, and must not block for long.
	 */
	public interface Listener {

		/**
		 * A worker fares differently.
		 * @param worker the worker
		 * @param now how
		 * @param before how before
		 */
		void changed(Watched worker, Verdict now, Verdict before);

		/**
		 * That is so for too long now.
		 * @param worker the worker
		 * @param verdict how it fares
		 */
		void overdue(Watched worker, Verdict verdict);

	}

}
