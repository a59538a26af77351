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

package io.forkit.cluster;

import java.net.InetSocketAddress;
import java.util.List;

import io.forkit.cluster.restart.StartFailure;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * What the primary and a worker tell each other.
 *
 * @since 0.1.0
 */
public sealed interface ControlMessage {

	/**
	 * From a worker: it runs, and reads its channel.
	 *
	 * @param pid its process id
	 */
	record Hello(long pid) implements ControlMessage {

	}

	/**
	 * From a worker, to be answered with {@link ListenReply}: it wants a socket.
	 *
	 * @param socket which one
	 * @param vital whether the application cannot do without: the start of the cluster
	 * fails if it cannot be had
	 */
	record Listen(SocketRequest socket, boolean vital) implements ControlMessage {

	}

	/**
	 * From a worker: it has closed a socket, and will not need it again.
	 *
	 * @param socket which one
	 */
	record Closed(SocketRequest socket) implements ControlMessage {

	}

	/**
	 * From the primary: the socket, or why there is none.
	 *
	 * @param outcome what came of it
	 * @param error what went wrong
	 * @param socket the socket, owned by the receiver
	 */
	record ListenReply(Outcome outcome, @Nullable String error, @Nullable Fd socket) implements ControlMessage {

		/**
		 * What came of a request to listen.
		 */
		public enum Outcome {

			/** Here is the socket. */
			LISTENING,

			/** The address is in use. */
			ADDRESS_IN_USE,

			/** A socket cannot be bound to the address, such as a port below 1024. */
			CANNOT_BIND,

			/** The socket could not be made for another reason. */
			FAILED,

			/** The cluster is ending and opens nothing any more. */
			CLUSTER_ENDING

		}

	}

	/**
	 * From a worker: a server of it wants the connections of a port, however they are
	 * spread over the workers.
	 *
	 * @param socket the listening socket that it would accept from
	 */
	record Attach(SocketRequest socket) implements ControlMessage {

	}

	/**
	 * From the primary, as the answer to {@link Attach}.
	 *
	 * @param reply the socket, or why there is none
	 * @param dispatched the address that clients connect to if the connections come over
	 * the socket; {@code null} if it is the listening socket itself
	 */
	record Attached(ListenReply reply, @Nullable InetSocketAddress dispatched) implements ControlMessage {

	}

	/**
	 * From a worker: it has begun to accept connections.
	 */
	record Listening() implements ControlMessage {

	}

	/**
	 * From a worker: whether it is ready.
	 *
	 * @param ready whether it is
	 */
	record Readiness(boolean ready) implements ControlMessage {

	}

	/**
	 * From the primary: finish what has begun, then end.
	 */
	record Stop() implements ControlMessage {

	}

	/**
	 * From the primary to a worker that has waited for that: it has a slot, and is to
	 * accept connections.
	 *
	 * @param slot the slot
	 */
	record Activate(int slot) implements ControlMessage {

	}

	/**
	 * From a worker, to be answered with {@link Stop}: it wants to end, and not as after
	 * a crash.
	 */
	record Leaving() implements ControlMessage {

	}

	/**
	 * From a worker, to be answered with {@link Changed}: it wants to know how the
	 * cluster is.
	 */
	record Query() implements ControlMessage {

	}

	/**
	 * From a worker: how busy it is.
	 *
	 * @param load how busy it is
	 */
	record Load(WorkerLoad load) implements ControlMessage {

	}

	/**
	 * From the primary, to be answered with {@link Vitals} when there is time.
	 */
	record VitalsWanted() implements ControlMessage {

	}

	/**
	 * From a worker: what it has been asked for.
	 *
	 * @param vitals what it needs and does
	 */
	record Vitals(WorkerVitals vitals) implements ControlMessage {

	}

	/**
	 * From a worker, to be answered with {@link TicketKeys}: it has a server that speaks
	 * TLS.
	 */
	record TicketKeysWanted() implements ControlMessage {

	}

	/**
	 * From the primary: what the workers encrypt session tickets with.
	 *
	 * @param keys the keys; the last one is that of the next period
	 */
	record TicketKeys(List<TicketKey> keys) implements ControlMessage {

	}

	/**
	 * From a worker: its application cannot be started, and it will end.
	 *
	 * @param failure why
	 */
	record StartFailed(StartFailure failure) implements ControlMessage {

	}

	/**
	 * From a worker: it is ending.
	 */
	record Draining() implements ControlMessage {

	}

	/**
	 * From the primary: how the cluster is now.
	 *
	 * @param snapshot the cluster
	 */
	record Changed(ClusterSnapshot snapshot) implements ControlMessage {

	}

	/**
	 * From the primary: lead.
	 *
	 * @param term the number of the leadership
	 * @param pulse how often to say that this worker is alive, in milliseconds; 0 for
	 * never
	 */
	record Lead(long term, long pulse) implements ControlMessage {

	}

	/**
	 * From a leader: it is alive.
	 *
	 * @param term the number of its leadership
	 */
	record Leading(long term) implements ControlMessage {

	}

	/**
	 * From a worker: its application makes use of who leads.
	 */
	record LeaderUsed() implements ControlMessage {

	}

	/**
	 * From the primary: lead no longer, and say when that is done.
	 *
	 * @param term the number of the leadership
	 */
	record StepDown(long term) implements ControlMessage {

	}

	/**
	 * From a worker: it leads no longer, and nothing that it has begun as the leader goes
	 * on.
	 *
	 * @param term the number of the leadership
	 */
	record SteppedDown(long term) implements ControlMessage {

	}

	/**
	 * What a topic of the primary and a worker tell each other, which does not concern
	 * the supervision.
	 *
	 * @param topic the name of the topic
	 * @param value plain values
	 */
	record Topical(String topic, List<?> value) implements ControlMessage {

	}

	/**
	 * Return the descriptor that travels with this message.
	 * @return the descriptor, which the message owns
	 */
	default @Nullable Fd descriptor() {
		if (this instanceof Attached attached) {
			return attached.reply().socket();
		}
		return (this instanceof ListenReply reply) ? reply.socket() : null;
	}

}
