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

package io.forkit.cluster.web;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether all event loops of a server are held up by handlers that block, as
 * none should. A loop cannot tell, so each is asked, some time after a request that could
 * be the one which has blocked the last of them; that none answers is the sign.
 */
final class NettyLoopProbe {

	private static final long PATIENCE_MILLIS = 10;

	private final List<EventLoop> loops;

	private final SharedServer server;

	private final ScheduledExecutorService timer;

	// The one under way, until a loop has answered it.
	private final AtomicReference<@Nullable Probe> current = new AtomicReference<>();

	NettyLoopProbe(List<EventLoop> loops, SharedServer server) {
		this.loops = loops;
		this.server = server;
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "forkit-probe");
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * A request has begun.
	 * @param active how many there are now
	 */
	void begun(int active) {
		if (active >= this.loops.size() && this.current.get() == null) {
			Probe probe = new Probe();
			if (this.current.compareAndSet(null, probe)) {
				schedule(probe::ask);
			}
		}
	}

	private void schedule(Runnable task) {
		try {
			this.timer.schedule(task, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The server is ending.
		}
	}

	void close() {
		this.timer.shutdownNow();
	}

	private final class Probe {

		void ask() {
			try {
				NettyLoopProbe.this.loops.forEach((loop) -> loop.execute(this::answered));
				schedule(this::check);
			}
			catch (RejectedExecutionException ex) {
				// The loops are ending.
			}
		}

		private void check() {
			if (NettyLoopProbe.this.current.get() == this) {
				NettyLoopProbe.this.server.stuck(true);
				if (NettyLoopProbe.this.current.get() != this) {
					// It was answered in the same moment.
					NettyLoopProbe.this.server.stuck(false);
				}
			}
		}

		private void answered() {
			if (NettyLoopProbe.this.current.compareAndSet(this, null)) {
				NettyLoopProbe.this.server.stuck(false);
			}
		}

	}

}
