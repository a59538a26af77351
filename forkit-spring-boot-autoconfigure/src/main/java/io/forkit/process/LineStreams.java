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

import java.util.Map;

import io.forkit.process.engine.ProgramOutput;
import io.forkit.process.engine.Redirect;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Streams of a command whose stdout is read while it is written.
 */
final class LineStreams implements StreamPlan {

	private final CommandStreams others;

	private @Nullable OpenOutput stdout;

	LineStreams(CommandStreams others) {
		this.others = new CommandStreams(others);
	}

	@Override
	public Map<Integer, Redirect> redirects() {
		return this.others.redirects();
	}

	@Override
	public void open(RunningProcess process, EngineResources resources) {
		this.others.open(process, resources);
		ProgramOutput output = process.process().output(1);
		Assert.state(output != null, "stdout is no pipe");
		OpenOutput open = new OpenOutput(output, resources.loopBuffer(), resources.loop());
		process.streams().output(1, open);
		this.stdout = open;
	}

	OpenOutput stdout() {
		Assert.state(this.stdout != null, "The program was not started");
		return this.stdout;
	}

}
