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

package io.forkit.ipc;

import java.time.Duration;

import io.forkit.posix.EventLoop;

/**
 * An {@link EventLoop} that serves transports.
 *
 * @since 0.1.0
 */
public final class NativeLoop implements ChannelLoop {

	private final EventLoop eventLoop;

	/**
	 * Create a loop on top of another, which stays with its owner.
	 * @param eventLoop the loop
	 */
	public NativeLoop(EventLoop eventLoop) {
		this.eventLoop = eventLoop;
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	@Override
	public void execute(Runnable task) {
		this.eventLoop.execute(task);
	}

	@Override
	public Timer schedule(Duration delay, Runnable task) {
		return this.eventLoop.schedule(delay, task)::cancel;
	}

	@Override
	public boolean isLoopThread() {
		return this.eventLoop.isLoopThread();
	}

	@Override
	public void runUserCode(Runnable code) {
		this.eventLoop.runUserCode(code);
	}

	@Override
	public void beforeWaiting() {
		this.eventLoop.beforeWaiting();
	}

}
