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

package io.forkit.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.forkit.process.engine.EngineProcess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The spare JVMs of a template, a few for each shape of forks that were asked for lately.
 * They are started one at a time, on the template's executor. No fork fails because of
 * them: where there is none it starts a JVM of its own.
 * <p>
 * Thread-safe.
 */
final class SpareProcesses implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(SpareProcesses.class);

	private static final int MAX_SHAPES = 4;

	// What was just forked is not to share the processors with its successor at once.
	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final Duration READY_CHECK = Duration.ofMillis(10);

	private static final Duration READY_LIMIT = Duration.ofMinutes(1);

	private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

	private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

	private final TemplateContext context;

	private final ClassDataArchives archives;

	private final int number;

	private final int maxShapes;

	private final Map<SpareShape, Pool> pools = new LinkedHashMap<>(16, 0.75f, true);

	// Those that are nobody's and not reaped yet.
	private final Set<SpareProcess> own = new HashSet<>();

	private final Launches launches = new Launches();

	private @Nullable SpareProcess starting;

	private boolean busy;

	private boolean closed;

	SpareProcesses(TemplateContext context, ClassDataArchives archives, int number) {
		this(context, archives, number, MAX_SHAPES);
	}

	SpareProcesses(TemplateContext context, ClassDataArchives archives, int number, int maxShapes) {
		this.context = context;
		this.archives = archives;
		this.number = number;
		this.maxShapes = maxShapes;
	}

	boolean isEnabled() {
		return this.number > 0;
	}

	/**
	 * Return how many JVMs can be adopted.
	 * @return the number
	 */
	synchronized int readyCount() {
		return this.pools.values().stream().mapToInt((pool) -> pool.idle.size()).sum();
	}

	/**
	 * Have JVMs of a shape started.
	 * @param shape the shape
	 * @param invocation how such a JVM is started
	 */
	void prepare(SpareShape shape, Invocation invocation) {
		pool(shape, invocation);
		refill(Duration.ZERO);
	}

	/**
	 * Take a JVM and have it run a class.
	 * @param shape the shape that it must have
	 * @param invocation how such a JVM is started
	 * @param order the class
	 * @return the JVM, owned by the caller, or {@code null} if there is none now
	 */
	@Nullable EngineProcess adopt(SpareShape shape, Invocation invocation, ByteBuffer order) {
		Pool pool = pool(shape, invocation);
		SpareProcess adopted = null;
		for (SpareProcess next = poll(pool); next != null && adopted == null;) {
			if (next.adopt(order)) {
				adopted = next;
			}
			else {
				next.discard();
				next = poll(pool);
			}
		}
		if (adopted != null) {
			disown(adopted);
			pool.succeeded();
		}
		refill(PAUSE);
		return adopted;
	}

	private synchronized void disown(SpareProcess spare) {
		this.own.remove(spare);
	}

	private synchronized @Nullable SpareProcess poll(Pool pool) {
		return pool.idle.poll();
	}

	private Pool pool(SpareShape shape, Invocation invocation) {
		List<SpareProcess> superfluous = List.of();
		Pool pool;
		synchronized (this) {
			pool = this.pools.computeIfAbsent(shape, (key) -> new Pool(key, invocation));
			if (this.pools.size() > this.maxShapes) {
				Iterator<Pool> eldest = this.pools.values().iterator();
				superfluous = List.copyOf(eldest.next().idle);
				eldest.remove();
			}
		}
		superfluous.forEach(SpareProcess::discard);
		return pool;
	}

	private void refill(Duration delay) {
		synchronized (this) {
			if (this.busy || this.closed) {
				return;
			}
			this.busy = true;
		}
		continueAfter(delay);
	}

	private void continueAfter(Duration delay) {
		try {
			EngineResources resources = resources();
			resources.loop().schedule(delay, () -> {
				try {
					resources.callbacks().execute(this::startNext);
				}
				catch (RuntimeException ex) {
					stopped(ex);
				}
			});
		}
		catch (RuntimeException ex) {
			stopped(ex);
		}
	}

	private EngineResources resources() {
		Pool any;
		synchronized (this) {
			any = this.pools.values().iterator().next();
		}
		return this.context.runner(any.invocation).resources();
	}

	private void stopped(RuntimeException reason) {
		logger.debug("No spare JVMs are started for now", reason);
		synchronized (this) {
			this.busy = false;
		}
	}

	private void startNext() {
		Pool next = null;
		long wait = Long.MAX_VALUE;
		long now = System.nanoTime();
		synchronized (this) {
			for (Pool pool : this.pools.values()) {
				if (pool.idle.size() < this.number) {
					long left = pool.notBefore - now;
					next = (left <= 0) ? pool : next;
					wait = Math.min(wait, left);
				}
			}
			if (next == null && (wait == Long.MAX_VALUE || this.closed)) {
				this.busy = false;
				return;
			}
		}
		if (next != null) {
			start(next);
		}
		else {
			// Not at once for all of it: forks of another shape may come meanwhile.
			continueAfter(Duration.ofNanos(Math.min(wait, FIRST_BACK_OFF.toNanos())));
		}
	}

	private void start(Pool pool) {
		SpareProcess spare = null;
		try {
			ProcessRunner runner = this.context.runner(pool.invocation);
			synchronized (this.launches) {
				if (isClosed()) {
					return;
				}
				Invocation invocation = this.archives.apply(pool.invocation);
				spare = new SpareProcess(runner.startSpare(invocation, pool.shape.redirects()),
						pool.shape.redirects().keySet(), runner.resources().loop());
				synchronized (this) {
					this.starting = spare;
					this.own.add(spare);
				}
			}
			SpareProcess started = spare;
			spare.gone().thenRun(() -> lost(pool, started));
			spare.watch();
			awaitReady(pool, spare, System.nanoTime() + READY_LIMIT.toNanos());
		}
		catch (IOException | RuntimeException ex) {
			if (spare != null) {
				spare.abandon();
			}
			failed(pool, "A spare JVM could not be started", ex);
			continueAfter(Duration.ZERO);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/** On the loop from the second time on. */
	private void awaitReady(Pool pool, SpareProcess spare, long deadline) {
		if (spare.gone().isDone()) {
			continueAfter(Duration.ZERO);
			return;
		}
		if (!spare.isReady() && System.nanoTime() - deadline < 0) {
			resources().loop().schedule(READY_CHECK, () -> awaitReady(pool, spare, deadline));
			return;
		}
		boolean wanted;
		synchronized (this) {
			wanted = !this.closed && this.pools.get(pool.shape) == pool && spare.isReady();
			if (wanted) {
				pool.idle.add(spare);
			}
			this.starting = null;
		}
		if (!wanted) {
			spare.discard();
		}
		continueAfter(Duration.ZERO);
	}

	private void lost(Pool pool, SpareProcess spare) {
		boolean unexpected;
		synchronized (this) {
			this.own.remove(spare);
			unexpected = pool.idle.remove(spare) || this.starting == spare;
			if (this.starting == spare) {
				this.starting = null;
			}
			unexpected &= !this.closed && !spare.isAbandoned();
		}
		if (unexpected) {
			failed(pool, "A spare JVM has ended before it was needed", null);
			refill(Duration.ZERO);
		}
	}

	private void failed(Pool pool, String what, @Nullable Throwable reason) {
		Duration wait = pool.failed();
		if (!isClosed()) {
			logger.warn(what + "; the next one is started in " + wait.toSeconds() + " s", reason);
		}
	}

	@Override
	public void close() {
		List<SpareProcess> last;
		synchronized (this.launches) {
			synchronized (this) {
				this.closed = true;
				// Those that were discarded a moment ago too: nobody reaps them later.
				last = List.copyOf(this.own);
				this.pools.values().forEach((pool) -> pool.idle.clear());
			}
		}
		SpareProcess.awaitGone(last.stream().filter(SpareProcess::discard).toList());
	}

	/**
	 * The monitor that is held while a JVM is being started: {@link #close()} must not
	 * miss it.
	 */
	private static final class Launches {

	}

	/**
	 * The spare JVMs of one shape.
	 */
	private static final class Pool {

		private final SpareShape shape;

		private final Invocation invocation;

		private final Deque<SpareProcess> idle = new ArrayDeque<>();

		private Duration backOff = FIRST_BACK_OFF;

		private volatile long notBefore = System.nanoTime();

		Pool(SpareShape shape, Invocation invocation) {
			this.shape = shape;
			this.invocation = invocation;
		}

		synchronized void succeeded() {
			this.backOff = FIRST_BACK_OFF;
		}

		synchronized Duration failed() {
			Duration wait = this.backOff;
			this.notBefore = System.nanoTime() + wait.toNanos();
			Duration next = wait.multipliedBy(2);
			this.backOff = (next.compareTo(LONGEST_BACK_OFF) < 0) ? next : LONGEST_BACK_OFF;
			return wait;
		}

	}

}
