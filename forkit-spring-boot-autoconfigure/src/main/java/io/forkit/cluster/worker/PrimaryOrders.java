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

import java.io.IOException;
import java.util.function.IntConsumer;

import io.forkit.cluster.ControlFormat;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.leader.ProcessLeadership;
import io.forkit.ipc.ChannelEnd;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.InternalMessages;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has done what the primary says. Runs on the loop of the channel.
 */
final class PrimaryOrders implements InternalMessages.Listener {

	private static final Log logger = LogFactory.getLog(ClusterWorker.class);

	private final Means means;

	PrimaryOrders(Means means) {
		this.means = means;
	}

	@Override
	public void received(InternalMessage message) {
		try {
			received(ControlFormat.read(message));
		}
		catch (IOException ex) {
			logger.error("The primary has sent a message that cannot be understood", ex);
		}
	}

	private void received(ControlMessage control) {
		if (control instanceof ControlMessage.Changed changed) {
			this.means.cluster().seen(changed.snapshot());
			this.means.leadership().seen(changed.snapshot().leader());
			this.means.cluster().tell();
		}
		else if (control instanceof ControlMessage.Topical topical) {
			this.means.topics().received(topical);
		}
		else if (control instanceof ControlMessage.Lead lead) {
			this.means.pulse().begin(lead.term(), lead.pulse());
			this.means.leadership().elected(lead.term());
		}
		else if (control instanceof ControlMessage.StepDown stepDown) {
			this.means.leadership().stepDown(stepDown.term());
		}
		else if (control instanceof ControlMessage.VitalsWanted) {
			this.means.vitals().run();
		}
		else if (control instanceof ControlMessage.Activate activate) {
			this.means.activated().accept(activate.slot());
		}
		else if (control instanceof ControlMessage.Stop) {
			this.means.exit().leave();
			this.means.exit().stop();
		}
	}

	@Override
	public void ended(ChannelEnd end) {
		// First of all, as it needs no memory.
		if (this.means.exit().channelEnded()) {
			logger.warn("The primary is gone: this worker ends", end.failure());
		}
		this.means.leadership().close();
	}

	/**
	 * Who does it.
	 *
	 * @param exit ends this worker
	 * @param cluster told of changes of the cluster
	 * @param leadership told of those of the leader
	 * @param pulse says that this worker leads
	 * @param topics told what is said to topics
	 * @param vitals tells the primary how this worker is
	 * @param activated told which slot this worker is given
	 */
	record Means(WorkerExit exit, KnownCluster cluster, ProcessLeadership leadership, LeaderPulse pulse,
			PrimaryTopics topics, Runnable vitals, IntConsumer activated) {

	}

}
