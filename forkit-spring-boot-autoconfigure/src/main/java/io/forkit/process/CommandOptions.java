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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.forkit.posix.Credentials;
import io.forkit.posix.Signal;
import io.forkit.process.engine.Launch;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * All that can be said about how a program runs. Each spec has its own; nothing is
 * changed any more once a program is being started with it.
 */
final class CommandOptions {

	@Nullable Path directory;

	ProcessEnvironment environment = ProcessEnvironment.inherited().withoutWorkerVariables();

	// Who names the whole environment gets exactly that, without the marker by which
	// descendants are found.
	boolean environmentReplaced;

	@Nullable String argv0;

	@Nullable Duration timeout;

	Signal killSignal = Signal.SIGTERM;

	Duration killGrace = Duration.ofSeconds(5);

	Duration drainTimeout = Duration.ofSeconds(2);

	long maxBuffer = DataSize.ofMegabytes(1).toBytes();

	Overflow overflow = Overflow.FAIL;

	Charset charset = StandardCharsets.UTF_8;

	Credentials credentials = Credentials.SAME;

	ResourceLimits limits = ResourceLimits.none();

	Launch.Group group = Launch.Group.OWN;

	boolean killDescendants;

	@Nullable String name;

	// What people see in place of a command that is too long for them.
	@Nullable List<String> shown;

	CommandOptions() {
	}

	CommandOptions(CommandOptions other) {
		this.directory = other.directory;
		this.environment = other.environment;
		this.environmentReplaced = other.environmentReplaced;
		this.argv0 = other.argv0;
		this.timeout = other.timeout;
		this.killSignal = other.killSignal;
		this.killGrace = other.killGrace;
		this.drainTimeout = other.drainTimeout;
		this.maxBuffer = other.maxBuffer;
		this.overflow = other.overflow;
		this.charset = other.charset;
		this.credentials = other.credentials;
		this.limits = other.limits;
		this.group = other.group;
		this.killDescendants = other.killDescendants;
		this.name = other.name;
		this.shown = other.shown;
	}

	CommandOptions copy() {
		return new CommandOptions(this);
	}

	/**
	 * Return whether the program is one of ours to the end, descendants included.
	 * @return whether it is not detached
	 */
	boolean ownsTree() {
		return this.group != Launch.Group.SESSION;
	}

	void withoutEnvironment(Collection<String> names) {
		for (String variable : names) {
			this.environment = this.environment.without(variable);
		}
	}

}
