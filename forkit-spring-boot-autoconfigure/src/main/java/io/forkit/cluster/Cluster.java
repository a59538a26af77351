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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.forkit.cluster.capacity.ClusterCapacity;
import io.forkit.cluster.reload.ReloadOutcome;
import io.forkit.cluster.scale.ScaleOutcome;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.Request;
import io.forkit.ipc.SentMessage;
import org.jspecify.annotations.Nullable;

/**
 * The cluster, in the primary, as Node's
 * <a href="https://nodejs.org/api/cluster.html">cluster</a>. What happens is published as
 * {@link ClusterEvent}s.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface Cluster extends ClusterView {

	/**
	 * Return how the cluster is run.
	 * @return the settings, as {@link #setup} has left them
	 */
	ClusterSettings settings();

	/**
	 * Change what workers run that are started from now on, be it by {@link #fork()},
	 * {@link #scale(int)}, {@link #reload()} or in the place of another one, as Node's
	 * {@code setupPrimary}. While a reload is running that has looked at the program
	 * before, those that take the place of another one run it when that is over, and a
	 * slot that is added meanwhile keeps it, with the jar of the reload. Once a reload
	 * with it has failed, those that take the place of another one run again what that
	 * one has run. May be called again and again: what is not changed stays as it was.
	 * Publishes a {@link ClusterSetupEvent} each time.
	 * @param change returns a changed program, such as
	 * {@code (program) -> program.withArguments("--verbose")}
	 * @throws IllegalArgumentException if no worker could be started with that; nothing
	 * is changed then
	 */
	void setup(UnaryOperator<WorkerProgram> change);

	/**
	 * Return the workers whose processes have not ended.
	 * @return the workers, by id
	 */
	List<Worker> workers();

	/**
	 * Find a worker.
	 * @param id its id
	 * @return the worker, if its process has not ended
	 */
	default Optional<Worker> worker(int id) {
		return workers().stream().filter((worker) -> worker.id() == id).findFirst();
	}

	/**
	 * Start one more worker.
	 * @return the worker, of which only the process is there
	 * @throws ClusterStartException if it cannot be started
	 * @throws IllegalStateException if the cluster is not running
	 */
	default Worker fork() {
		return fork(Map.of());
	}

	/**
	 * Start one more worker, with variables of its own in its environment. Those that
	 * replace it have them too. It gets the lowest slot that is free.
	 * @param environment the variables
	 * @return the worker, of which only the process is there
	 * @throws ClusterStartException if it cannot be started
	 * @throws IllegalStateException if the cluster is not running
	 */
	Worker fork(Map<String, String> environment);

	/**
	 * Return how many workers there are, and when they are replaced.
	 * @return the capacity
	 */
	ClusterCapacity capacity();

	/**
	 * {@linkplain Worker#disconnect() Disconnect} all workers. The primary goes on, and
	 * may fork again. The sockets are closed with the last worker, unlike during a
	 * restart: connections are refused then.
	 * @return completed when all processes have ended; not before, as in Node
	 */
	CompletableFuture<Void> disconnect();

	/**
	 * Start a worker in each slot that gets none any more because its workers have
	 * crashed again and again, and forget those crashes: to be called when the cause is
	 * mended. A slot that is to stay down because its worker has ended with such a code
	 * is one of them. Does nothing where no slot is down. The same as {@code revive} at
	 * {@code /actuator/cluster}.
	 * @return the slots in which a worker is started, {@link WorkerInfo#NO_SLOT} for each
	 * standby; completed before those workers are ready
	 * @see BreakerChangedEvent
	 */
	CompletableFuture<List<Integer>> revive();

	/**
	 * Replace all workers, without losing a request: each new one first, and the one that
	 * it replaces leaves when the new one has shown that it serves. The new workers run
	 * the jar that is there now, and read the configuration that is there now. If a new
	 * one fails, those that were replaced already are replaced by old ones again, and the
	 * outcome tells why.
	 * <p>
	 * One reload at a time: a second one is refused while another one is running, or is
	 * the same as that if it has not looked at the jar yet.
	 * @return the outcome, completed when the last worker that was replaced has ended;
	 * never a failure, cancelling it does nothing
	 * @see io.forkit.cluster.reload.ReloadSettings
	 */
	CompletableFuture<ReloadOutcome> reload();

	/**
	 * Change the number of workers. New ones are started at once; those that are too many
	 * accept nothing more and finish what they have begun.
	 * @param workers how many there should be, from 1 to 400
	 * @return the outcome, completed when the new workers are ready, or those that were
	 * too many have ended; never a failure, cancelling it does nothing
	 * @throws IllegalArgumentException if there cannot be so many
	 */
	CompletableFuture<ScaleOutcome> scale(int workers);

	/**
	 * Replace one worker by another one of the same program, the new one first.
	 * @param worker the worker
	 * @return completed when it has ended, with the reason why it was not replaced, empty
	 * if it was; never a failure
	 */
	CompletableFuture<Optional<String>> replace(Worker worker);

	/**
	 * Return what was done to the workers on purpose, and is being done.
	 * @return the operations
	 */
	ClusterOperations operations();

	/**
	 * Send a message to all workers that are connected.
	 * @param message the message
	 * @return what has become of it for each
	 */
	default Map<Worker, SentMessage> send(@Nullable Object message) {
		return send((worker) -> true, message);
	}

	/**
	 * Send a message to some of the workers that are connected.
	 * @param to chooses them
	 * @param message the message
	 * @return what has become of it for each
	 */
	Map<Worker, SentMessage> send(Predicate<Worker> to, @Nullable Object message);

	/**
	 * Ask all workers that are connected.
	 * @param message the message
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer of each
	 */
	default <T> Map<Worker, Request<T>> request(@Nullable Object message, Class<T> answer) {
		return request((worker) -> true, message, answer);
	}

	/**
	 * Ask some of the workers that are connected.
	 * @param to chooses them
	 * @param message the message
	 * @param answer what the answer is
	 * @param <T> the type of the answer
	 * @return the answer of each
	 */
	<T> Map<Worker, Request<T>> request(Predicate<Worker> to, @Nullable Object message, Class<T> answer);

	/**
	 * Listen for messages of all workers, also of those that come later.
	 * @param type the type
	 * @param listener told of each message, on the thread of the channels
	 * @param <T> the type
	 * @return to stop listening
	 */
	<T> MessageSubscription onMessage(Class<T> type, BiConsumer<Worker, T> listener);

	/**
	 * Answer the requests of all workers, also of those that come later.
	 * @param type the type of the request
	 * @param handler makes the answer; what it throws fails the request
	 * @param <T> the type of the request
	 * @return to stop answering
	 */
	<T> MessageSubscription onRequest(Class<T> type, RequestHandler<T> handler);

	/**
	 * Answers requests.
	 *
	 * @param <T> the type of the request
	 */
	@FunctionalInterface
	interface RequestHandler<T> {

		/**
		 * Answer a request.
		 * @param worker who asks
		 * @param request the request
		 * @return the answer
		 * @throws Exception if there is none
		 */
		@Nullable Object answer(Worker worker, T request) throws Exception;

	}

}
