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

package io.forkit.process.observation;

import io.forkit.process.observation.ProcessObservationDocumentation.HighCardinalityKeyNames;
import io.forkit.process.observation.ProcessObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * Default {@link ProcessObservationConvention}. To be extended to add keys.
 *
 * @since 0.1.0
 */
public class DefaultProcessObservationConvention implements ProcessObservationConvention {

	/**
	 * The name of the observation, of its timer and of its spans.
	 */
	public static final String NAME = "forkit.process";

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(ProcessObservationContext context) {
		return "run " + context.getCommandName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ProcessObservationContext context) {
		return KeyValues.of(LowCardinalityKeyNames.COMMAND.withValue(context.getCommandName()),
				LowCardinalityKeyNames.OUTCOME.withValue(context.getOutcome().name()),
				keyValue(LowCardinalityKeyNames.CODE, context.getExitCode()),
				keyValue(LowCardinalityKeyNames.SIGNAL, context.getSignal()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ProcessObservationContext context) {
		return KeyValues.of(keyValue(HighCardinalityKeyNames.PID, context.getPid()),
				HighCardinalityKeyNames.COMMAND_LINE.withValue(context.getCommandLine()));
	}

	private static KeyValue keyValue(KeyName name, @Nullable Object value) {
		return (value != null) ? name.withValue(value.toString()) : name.withValue(KeyValue.NONE_VALUE);
	}

}
