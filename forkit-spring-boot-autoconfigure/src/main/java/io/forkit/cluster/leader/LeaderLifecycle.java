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

import io.forkit.cluster.LeaderChangedEvent;
import io.forkit.cluster.LeaderInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Tells an application of the leader: it gets events, and its leader's beans come and go.
 * <p>
 * An application that stops gives its leadership up while its web server finishes the
 * requests that it has begun.
 *
 * @since 0.1.0
 */
public final class LeaderLifecycle implements SmartLifecycle {

	/** That of the graceful shutdown of web servers. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private final ProcessLeadership leadership;

	private final LeaderBeans beans;

	private final ApplicationEventPublisher publisher;

	private final LeadershipListener listener = new Listener();

	private volatile boolean running;

	public LeaderLifecycle(ProcessLeadership leadership, LeaderBeans beans, ApplicationEventPublisher publisher) {
		this.leadership = leadership;
		this.beans = beans;
		this.publisher = publisher;
	}

	@Override
	public void start() {
		this.running = true;
		this.leadership.join(this.listener);
	}

	@Override
	public void stop(Runnable callback) {
		this.leadership.leave(this.listener).whenComplete((done, ex) -> {
			this.running = false;
			callback.run();
		});
	}

	@Override
	public void stop() {
		this.leadership.leave(this.listener).join();
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
		this.publisher.publishEvent(new LeaderChangedEvent(this, leader, thisProcess));
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
				LeaderLifecycle.this.beans.destroy();
			}
		}

		@Override
		public void othersChanged(@Nullable LeaderInfo leader) {
			publish(leader, false);
		}

	}

}
