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

package io.forkit.cluster.stage;

/**
 * Makes what the workers of a generation run from.
 *
 * @since 0.1.0
 */
public interface Stages extends AutoCloseable {

	/** Every generation runs from the jar itself, or whatever else the classes are in. */
	Stages NONE = (generation) -> StagedJar.ORIGINAL;

	/**
	 * Make a copy of what is there now. May take a while.
	 * @param generation the number of the generation
	 * @return the copy, to be closed when its last worker has ended
	 * @throws StageException if there can be none
	 */
	StagedJar stage(int generation);

	/** Remove whatever is left. */
	@Override
	default void close() {
	}

}
