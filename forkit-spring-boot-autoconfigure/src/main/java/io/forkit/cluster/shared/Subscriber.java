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

package io.forkit.cluster.shared;

import java.util.List;
import java.util.function.Supplier;

/**
 * A process that is told of changes, as the store sees it. All calls come with the lock
 * of the store held, in the order in which the process is to get what they tell.
 */
interface Subscriber {

	/**
	 * Tell a change. Where too much waits, it may be left out, as long as the process
	 * gets everything anew then.
	 * @param change the change
	 * @param bytes about how large it is
	 */
	void tell(List<?> change, int bytes);

	/**
	 * Tell what must not be left out.
	 * @param change makes the change when there is room for it
	 * @param bytes about how large it is
	 */
	void tellSurely(Supplier<List<?>> change, int bytes);

}
