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

package io.forkit.cluster.worker;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

/**
 * Published in a worker that was a standby when it has been given a slot: from now on it
 * serves. Published on a thread of its own.
 *
 * @since 0.1.0
 */
public class WorkerActivatedEvent extends ApplicationContextEvent {

	private final int slot;

	/**
	 * Create an event.
	 * @param context the application of the worker
	 * @param slot the slot of the worker
	 */
	public WorkerActivatedEvent(ApplicationContext context, int slot) {
		super(context);
		this.slot = slot;
	}

	/**
	 * Return the slot.
	 * @return the slot, from 0
	 */
	public int getSlot() {
		return this.slot;
	}

}
