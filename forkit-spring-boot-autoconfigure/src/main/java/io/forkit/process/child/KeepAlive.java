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

package io.forkit.process.child;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

import io.forkit.ipc.ChannelEnd;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this JVM running by a thread that does nothing else.
 */
final class KeepAlive implements BiConsumer<ChannelEnd, Throwable> {

	private int listeners;

	// What the user has asked for, if anything.
	private @Nullable Boolean wanted;

	private boolean ended;

	private @Nullable Thread thread;

	synchronized void listenerAdded() {
		this.listeners++;
		apply();
	}

	synchronized void listenerRemoved() {
		this.listeners--;
		apply();
	}

	synchronized void ref() {
		this.wanted = true;
		apply();
	}

	synchronized void unref() {
		this.wanted = false;
		apply();
	}

	/**
	 * The channel has ended.
	 */
	@Override
	public synchronized void accept(ChannelEnd end, Throwable failure) {
		this.ended = true;
		apply();
	}

	private synchronized boolean isWanted() {
		return !this.ended && ((this.wanted != null) ? this.wanted : this.listeners > 0);
	}

	private void apply() {
		Thread current = this.thread;
		if (!isWanted()) {
			this.thread = null;
			LockSupport.unpark(current);
		}
		else if (current == null) {
			Thread created = new Thread(new Runnable() {

				@Override
				public void run() {
					stay();
				}

			}, "forkit-keep-alive");
			created.setDaemon(false);
			this.thread = created;
			created.start();
		}
	}

	private void stay() {
		while (isCurrent()) {
			LockSupport.park(this);
			// An interrupt is not for this thread, and would make it spin.
			Thread.interrupted();
		}
	}

	private synchronized boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

}
