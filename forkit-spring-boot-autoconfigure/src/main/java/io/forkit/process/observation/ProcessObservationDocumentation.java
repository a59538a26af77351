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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of commands, and what is known of each.
 *
 * @since 0.1.0
 */
public enum ProcessObservationDocumentation implements ObservationDocumentation {

	/**
	 * A command, from before its start until it is over; each program of a pipeline is
	 * one. The time that it waits until others have ended is in it.
	 */
	COMMAND {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultProcessObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys with few values.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * The name that was given to the command; otherwise the program, if it was named
		 * without a slash; otherwise {@code other}.
		 */
		COMMAND {

			@Override
			public String asString() {
				return "command";
			}

		},

		/**
		 * How the command came out: one of {@link CommandOutcome}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The exit code, or {@code none}.
		 */
		CODE {

			@Override
			public String asString() {
				return "code";
			}

		},

		/**
		 * The name of the signal that ended the program, or {@code none}.
		 */
		SIGNAL {

			@Override
			public String asString() {
				return "signal";
			}

		}

	}

	/**
	 * Keys with any number of values.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The process id, or {@code none} if the program was not started.
		 */
		PID {

			@Override
			public String asString() {
				return "pid";
			}

		},

		/**
		 * The program and its arguments, quoted, without secrets, and cut if it is long.
		 */
		COMMAND_LINE {

			@Override
			public String asString() {
				return "command.line";
			}

		}

	}

}
