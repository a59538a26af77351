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

package io.forkit.process.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.forkit.posix.ProcessSnapshot;
import io.forkit.process.engine.EngineProcess.Descendant;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the descendants of programs, off the loop and for all who ask at the same time
 * with one look at {@code /proc}: a thousand programs that run into their timeouts
 * together cost little more than one.
 */
final class DescendantSearch {

	private static final Duration PATIENCE = Duration.ofMillis(50);

	private static final int MAX_FAILURES = 20;

	private static final Log logger = LogFactory.getLog(DescendantSearch.class);

	private final Executor background;

	private final Loop loop;

	private Map<NativeProcess, List<Consumer<List<Descendant>>>> waiting = new LinkedHashMap<>();

	private boolean running;

	private boolean searching;

	// In a row. One thread at a time searches.
	private volatile int failures;

	DescendantSearch(Executor background, Loop loop) {
		this.background = background;
		this.loop = loop;
	}

	void find(NativeProcess process, Consumer<List<Descendant>> callback) {
		synchronized (this) {
			this.waiting.computeIfAbsent(process, (key) -> new ArrayList<>(1)).add(callback);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.background.execute(this::search);
		}
		catch (Throwable ex) {
			// The executor was shut down, or no thread could be made: it has to be here.
			logger.debug("Descendants are searched for on the loop", ex);
			search();
			return;
		}
		// All threads of the executor may be held up for long, and time limits hold.
		this.loop.schedule(PATIENCE, this::searchIfNobodyDoes);
	}

	private void searchIfNobodyDoes() {
		boolean forgotten;
		synchronized (this) {
			forgotten = this.running && !this.searching;
		}
		if (forgotten) {
			search();
		}
	}

	private void search() {
		for (var next = take(); !next.isEmpty(); next = take()) {
			Map<NativeProcess, List<Descendant>> found = search(next.keySet());
			if (found == null && this.failures++ < MAX_FAILURES) {
				searchLater(next);
				return;
			}
			this.failures = 0;
			next.forEach((process, callbacks) -> {
				List<Descendant> descendants = (found != null) ? found.getOrDefault(process, List.of()) : List.of();
				callbacks.forEach((callback) -> this.loop.execute(() -> callback.accept(descendants)));
			});
		}
	}

	/**
	 * Try again in a moment: that nothing can be found now does not mean that there is
	 * nothing. Who waits has time limits of its own.
	 */
	private void searchLater(Map<NativeProcess, List<Consumer<List<Descendant>>>> batch) {
		synchronized (this) {
			batch.forEach((process, callbacks) -> this.waiting
				.computeIfAbsent(process, (key) -> new ArrayList<>(callbacks.size()))
				.addAll(callbacks));
			this.running = true;
			this.searching = false;
		}
		this.loop.schedule(PATIENCE, this::searchIfNobodyDoes);
	}

	private synchronized Map<NativeProcess, List<Consumer<List<Descendant>>>> take() {
		var taken = this.waiting;
		this.waiting = new LinkedHashMap<>();
		this.running = !taken.isEmpty();
		this.searching = this.running;
		return taken;
	}

	private @Nullable Map<NativeProcess, List<Descendant>> search(Iterable<NativeProcess> processes) {
		try {
			ProcessSnapshot snapshot = ProcessSnapshot.take();
			Map<NativeProcess, List<Descendant>> found = new LinkedHashMap<>();
			processes.forEach((process) -> found.put(process, process.descendantsIn(snapshot)));
			return found;
		}
		catch (Throwable ex) {
			// Too many open files, for example. The groups were signalled anyway.
			if (this.failures == 0) {
				logger.warn("Descendants of programs cannot be searched for: " + ex.getMessage());
			}
			return null;
		}
	}

}
