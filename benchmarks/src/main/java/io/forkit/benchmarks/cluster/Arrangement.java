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

package io.forkit.benchmarks.cluster;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The ways in which connections reach workers, and what they are compared with.
 */
enum Arrangement {

	/** The application without workers. */
	PLAIN("plain", null, "#888888"),

	SHARED("shared", "shared", "#1f77b4"),

	/** For the pinned worker only. */
	SHARED_WITHOUT_GATE("shared, no gate", "shared", "#aec7e8"),

	ROUND_ROBIN("round-robin", "round-robin", "#2ca02c"),

	STICKY("sticky", "sticky", "#ff7f0e"),

	REUSE_PORT("reuse-port", "reuse-port", "#9467bd"),

	NODE_ROUND_ROBIN("SCHED_RR", null, "#8c564b"),

	NODE_NONE("SCHED_NONE", null, "#c49c94");

	/** forkit's, as they are named on the command line. */
	static final List<Arrangement> POLICIES = List.of(SHARED, ROUND_ROBIN, STICKY, REUSE_PORT);

	static final List<Arrangement> NODE = List.of(NODE_ROUND_ROBIN, NODE_NONE);

	static final String SCHEDULING_PROPERTY = "forkit.cluster.scheduling";

	static final String GATE_PROPERTY = "forkit.cluster.accept-gate.enabled";

	private final String title;

	private final @Nullable String scheduling;

	private final String color;

	Arrangement(String title, @Nullable String scheduling, String color) {
		this.title = title;
		this.scheduling = scheduling;
		this.color = color;
	}

	String title() {
		return this.title;
	}

	/**
	 * Return the color of its bars.
	 * @return the color as in CSS
	 */
	String color() {
		return this.color;
	}

	boolean isNode() {
		return NODE.contains(this);
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return how many processes answer.
	 * @param workers how many if there are workers
	 * @return the number
	 */
	int answerers(int workers) {
		return (this == PLAIN) ? 1 : workers;
	}

	/**
	 * Return what makes a Spring Boot application run so.
	 * @param workers the number of workers
	 * @return the arguments
	 */
	List<String> arguments(int workers) {
		if (this == PLAIN) {
			return List.of("--forkit.cluster.workers=0");
		}
		return List.of("--forkit.cluster.workers=" + workers, "--" + SCHEDULING_PROPERTY + "=" + this.scheduling,
				"--" + GATE_PROPERTY + "=" + (this != SHARED_WITHOUT_GATE));
	}

}
