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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;

import io.forkit.posix.InheritedChannel;
import io.forkit.posix.TaskLoop;

/**
 * Serves transports with a selector of the JDK: no native code is loaded, and no logging
 * system as long as nothing fails. Its thread, a daemon, is started when the first
 * transport is opened or the first task is given.
 * <p>
 * Thread-safe. Written without lambdas, the first of which costs a JVM milliseconds.
 *
 * @since 0.1.0
 */
public final class SelectorLoop implements ChannelLoop, AutoCloseable {

	private final Selector selector;

	private final TaskLoop loop;

	/**
	 * Create a loop that has not started.
	 * @param name the name of its first thread
	 * @throws IOException if there is no selector to be had
	 */
	public SelectorLoop(String name) throws IOException {
		this.selector = InheritedChannel.selector();
		this.loop = new TaskLoop(name, new SelectorPoller());
	}

	SelectionKey register(SocketChannel channel, int interest, SelectorTransport transport) throws IOException {
		SelectionKey key = channel.register(this.selector, interest, transport);
		this.loop.start();
		wakeUp();
		return key;
	}

	/** Let changes of interest have effect, and closed channels be released. */
	void wakeUp() {
		this.loop.wakeUp();
	}

	@Override
	public void execute(Runnable task) {
		this.loop.execute(task);
		this.loop.start();
	}

	@Override
	public Timer schedule(Duration delay, Runnable task) {
		TaskLoop.Timer timer = this.loop.schedule(delay, task);
		this.loop.start();
		return new SelectorTimer(timer);
	}

	@Override
	public boolean isLoopThread() {
		return this.loop.isLoopThread();
	}

	@Override
	public void runUserCode(Runnable code) {
		this.loop.runUserCode(code);
	}

	@Override
	public void beforeWaiting() {
		this.loop.beforeWaiting();
	}

	/**
	 * End the loop. Transports are told nothing any more, but stay open; tasks that have
	 * not run are dropped, user code that runs goes on.
	 */
	@Override
	public void close() {
		this.loop.close();
	}

	/**
	 * Waits with the selector. What it holds belongs to the thread that is the loop.
	 */
	private final class SelectorPoller implements TaskLoop.Poller {

		private Iterator<SelectionKey> selected = Collections.emptyIterator();

		@Override
		public boolean await(int timeout) throws IOException {
			Selector selector = SelectorLoop.this.selector;
			int count = (timeout == 0) ? selector.selectNow() : selector.select(Math.max(timeout, 0));
			// A selector does not wait in a thread that is interrupted.
			Thread.interrupted();
			if (count > 0) {
				this.selected = selector.selectedKeys().iterator();
			}
			return count > 0;
		}

		@Override
		public boolean dispatchNext() {
			if (!this.selected.hasNext()) {
				return false;
			}
			SelectionKey key = this.selected.next();
			this.selected.remove();
			((SelectorTransport) key.attachment()).ready(key);
			return true;
		}

		@Override
		public void wakeUp() {
			SelectorLoop.this.selector.wakeup();
		}

		@Override
		public void close() {
			try {
				SelectorLoop.this.selector.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	private record SelectorTimer(TaskLoop.Timer timer) implements Timer {

		@Override
		public void cancel() {
			this.timer.cancel();
		}

	}

}
