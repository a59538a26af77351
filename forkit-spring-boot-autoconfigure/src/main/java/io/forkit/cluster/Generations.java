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

package io.forkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.forkit.cluster.stage.StagedJar;
import io.forkit.cluster.stage.Stages;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the workers run: the generation of this moment, the one that is being made, and
 * those that some worker still runs. Belongs to the thread of the supervisor.
 */
final class Generations {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final Stages stages;

	private final Executor copier;

	private final List<Generation> known = new ArrayList<>();

	private Generation current;

	private int lastNumber = 1;

	/**
	 * Create the generations.
	 * @param first the first one
	 * @param stages makes copies of the jar
	 * @param copier the thread for that
	 */
	Generations(Generation first, Stages stages, Executor copier) {
		this.current = first;
		this.stages = stages;
		this.copier = copier;
		this.known.add(first);
	}

	/** Return what a worker runs that is started in a new slot. */
	Generation current() {
		return this.current;
	}

	/**
	 * The user has changed how the program is run.
	 * @param program what workers run from now on
	 */
	void program(WorkerProgram program) {
		this.current = with(program, this.current.jar());
	}

	/**
	 * Make a generation of what is there already.
	 * @param program how the program is run
	 * @param jar the jar that it is run from
	 * @return the generation
	 */
	Generation with(WorkerProgram program, StagedJar jar) {
		Generation made = new Generation(++this.lastNumber, program, jar);
		this.known.add(made);
		return made;
	}

	/**
	 * Make a generation of what is on the disk now. It is not that of this moment yet.
	 * @return the generation, completed on the thread of the copier; fails if the jar
	 * cannot be copied, or there is no thread for that
	 */
	CompletableFuture<Generation> next() {
		int number = ++this.lastNumber;
		WorkerProgram program = this.current.program();
		try {
			return CompletableFuture.supplyAsync(() -> new Generation(number, program, this.stages.stage(number)),
					this.copier);
		}
		catch (RuntimeException | Error ex) {
			// There may be no thread for it.
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * A generation was made: workers may run it.
	 * @param made the generation
	 */
	void made(Generation made) {
		this.known.add(made);
	}

	/**
	 * All new workers run this from now on. If the user has changed the program while it
	 * was put into force, that is not lost.
	 * @param generation the generation, one that was made
	 */
	void current(Generation generation) {
		boolean changed = this.current.number() > generation.number();
		Generation later = this.current;
		this.current = generation;
		if (changed) {
			program(later.program());
		}
	}

	/**
	 * Remove the copies that nobody needs any more.
	 * @param used the generations that slots have and workers run
	 */
	void sweep(Stream<Generation> used) {
		List<Generation> needed = Stream.concat(used, Stream.of(this.current)).distinct().toList();
		List<StagedJar> jars = needed.stream().map(Generation::jar).toList();
		for (Generation generation : List.copyOf(this.known)) {
			if (!needed.contains(generation)) {
				if (!jars.contains(generation.jar())) {
					close(generation.jar());
				}
				this.known.remove(generation);
			}
		}
	}

	private void close(StagedJar jar) {
		try {
			this.copier.execute(jar::close);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The copy %s is removed when the cluster ends: %s".formatted(jar, ex));
		}
	}

}
