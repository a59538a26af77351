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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that is to be run, or is: what exceptions and results tell about it.
 *
 * @param command the program and its arguments
 * @param options how it is to be run
 * @param masks what is not to be shown of it
 * @param observation who is told what becomes of it, or {@code null} if nobody is
 */
record Invocation(List<String> command, CommandOptions options, SecretMasks masks,
		@Nullable CommandObservation observation) {

	Invocation observedBy(CommandObservation observer) {
		return new Invocation(this.command, this.options, this.masks, observer);
	}

	String text() {
		List<String> shown = this.options.shown;
		return CommandText.describe((shown != null) ? shown : this.command, this.masks);
	}

}
