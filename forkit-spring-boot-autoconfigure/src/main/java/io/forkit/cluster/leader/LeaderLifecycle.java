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

package io.forkit.cluster.leader;

import java.util.concurrent.CompletableFuture;

import io.forkit.cluster.LeaderChangedEvent;
import io.forkit.cluster.LeaderInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Tells an application of the leader: it gets events, and its leader's beans come and go.
 * <p>
 * An application that stops gives its leadership up while its web server finishes the
 * requests that it has begun.
 *
 * @since 0.1.0
 */
public final class LeaderLifecycle implements SmartLifecycle, ApplicationListener<ContextRefreshedEvent>, Ordered {

	/** That of the graceful shutdown of web servers. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private final @Nullable ProcessLeadership leadership;

	private final LeaderBeans beans;

	private final ApplicationContext context;

	private final LeadershipListener listener = new Listener();

	private volatile boolean running;

	private volatile boolean refreshed;

	/**
	 * Create the lifecycle.
	 * @param leadership what tells of the leader, {@code null} if somebody has put a
	 * leadership of his own in its place
	 * @param beans the beans that come and go
	 * @param context the application
	 */
	public LeaderLifecycle(@Nullable ProcessLeadership leadership, LeaderBeans beans, ApplicationContext context) {
		this.leadership = leadership;
		this.beans = beans;
		this.context = context;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.refreshed) {
			join();
		}
	}

	private void join() {
		if (this.leadership != null) {
			if (LeaderUse.isIn(this.context)) {
				this.leadership.used();
			}
			this.leadership.join(this.listener);
		}
	}

	private CompletableFuture<Void> leave() {
		return (this.leadership != null) ? this.leadership.leave(this.listener)
				: CompletableFuture.completedFuture(null);
	}

	/**
	 * The beans of the leader are made on another thread, so that all other beans have to
	 * be there, and what is scheduled has to be begun.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.context && !this.refreshed) {
			this.refreshed = true;
			if (this.running) {
				join();
			}
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void stop(Runnable callback) {
		leave().whenComplete((done, ex) -> {
			this.running = false;
			callback.run();
		});
	}

	@Override
	public void stop() {
		leave().join();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void publish(@Nullable LeaderInfo leader, boolean thisProcess) {
		this.context.publishEvent(new LeaderChangedEvent(this, leader, thisProcess));
	}

	/**
	 * Has each of its steps taken also where the one before has failed.
	 */
	private final class Listener implements LeadershipListener {

		@Override
		public void elected(LeaderInfo self) {
			try {
				LeaderLifecycle.this.beans.create();
			}
			finally {
				publish(self, true);
			}
		}

		@Override
		public void steppedDown() {
			try {
				publish(null, false);
			}
			finally {
				LeaderLifecycle.this.beans.stop();
			}
		}

		@Override
		public void ended() {
			LeaderLifecycle.this.beans.destroy();
		}

		@Override
		public void othersChanged(@Nullable LeaderInfo leader) {
			publish(leader, false);
		}

	}

}
