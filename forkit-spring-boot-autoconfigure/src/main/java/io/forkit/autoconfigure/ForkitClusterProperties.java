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

package io.forkit.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.forkit.cluster.reload.StageMode;
import io.forkit.cluster.scale.ScaleSettings.LeaveFirst;
import io.forkit.cluster.restart.GiveUp;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.StickyBy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of a cluster.
 *
 * @param workers Number of workers, 'auto' for one per processor, or 0 to run the
 * application in the process that is started.
 * @param stopTimeout How long a worker may take to finish the requests it has begun
 * before it gets SIGTERM. Without it, five seconds more than
 * 'spring.lifecycle.timeout-per-shutdown-phase'.
 * @param killTimeout How long a worker may take to end after SIGTERM before it gets
 * SIGKILL.
 * @param orphanTimeout How long a worker goes on at most to finish the requests it has
 * begun when the primary is gone.
 * @param stop What comes before the end.
 * @param outputDirectory Directory for the standard output of the workers, one file a
 * slot. Without it they write to that of the primary.
 * @param restart How crashed workers are replaced.
 * @param primary What the primary does besides.
 * @param program What the workers run, where that is not what the primary was started
 * with.
 * @param leader When a leader has to go.
 * @param shared How much processes may share.
 * @param caches What workers tell each other of their caches.
 * @param acceptGate When a worker takes no connections.
 * @param scheduling Who decides which worker serves a connection.
 * @param maxUnacknowledged How many connections the primary hands over to a worker that
 * the worker has not taken yet. The rest waits in the queue of the system. Not for
 * 'shared'.
 * @param sticky What makes clients the same, for the scheduling 'sticky'.
 * @param reload How workers are replaced that have not ended.
 * @param scale How the number of workers is changed.
 * @param listenerTimeout How long a ClusterLifecycleListener may put off what is to be
 * done to a worker.
 * @param systemd What the primary does where systemd has started it.
 * @since 0.1.0
 */
@ConfigurationProperties("forkit.cluster")
public record ForkitClusterProperties(@DefaultValue("0") String workers, @Nullable Duration stopTimeout,
		@DefaultValue("5s") Duration killTimeout, @DefaultValue("3s") Duration orphanTimeout, @DefaultValue Stop stop,
		@Nullable Path outputDirectory, @DefaultValue Restart restart, @DefaultValue Primary primary,
		@DefaultValue Program program, @DefaultValue Leader leader, @DefaultValue Shared shared,
		@DefaultValue Caches caches, @DefaultValue AcceptGate acceptGate, @DefaultValue("shared") Scheduling scheduling,
		@DefaultValue("16") int maxUnacknowledged, @DefaultValue Sticky sticky, @DefaultValue Reload reload,
		@DefaultValue Scale scale, @DefaultValue("30s") Duration listenerTimeout, @DefaultValue Systemd systemd) {

	/**
	 * What comes before the end.
	 *
	 * @param delay How long the workers go on to serve while their readiness is
	 * 'REFUSING_TRAFFIC' already, before a stop begins. For platforms, such as
	 * Kubernetes, that go on to send requests for a while after SIGTERM.
	 */
	public record Stop(@DefaultValue("0s") Duration delay) {

	}

	/**
	 * How crashed workers are replaced: at once the first time, then after a delay that
	 * doubles each time.
	 *
	 * @param initialDelay Delay before the second replacement in a row.
	 * @param maxDelay Longest delay before a replacement.
	 * @param resetAfter How long a worker must have been ready for its crash to count as
	 * the first one.
	 * @param maxRestarts How many crashed workers of a slot are replaced within the
	 * period: the crash that is one more leaves the slot down. -1 for any number.
	 * @param period Within which time they are counted.
	 * @param maxInARow How many crashed workers of a slot are replaced without one in
	 * between that was ready for 'reset-after', whatever the time between them. -1 for
	 * any number.
	 * @param sameFailures How many workers of a slot may fail before they are ready, in
	 * the same way each time, until it stays down. -1 for any number.
	 * @param clusterMaxRestarts How many crashed workers of all slots are replaced within
	 * 'cluster-period': the crash that is one more leaves all slots down whose workers
	 * crash. Without it 20, or 4 for each worker if that is more; -1 for any number.
	 * @param clusterPeriod Within which time they are counted.
	 * @param coolDown When one worker is tried in a slot that stays down, and in one of
	 * them if all do. Zero if none is tried until the application asks for it.
	 * @param stayDownExitCodes Exit codes with which a worker that nobody has asked to
	 * end says that its slot is to stay down.
	 * @param countHung Whether a worker that is ended because it does not answer counts
	 * as one that has crashed.
	 * @param giveUp What to do when too many workers of all slots have crashed, or no
	 * slot is left that has a worker.
	 */
	public record Restart(@DefaultValue("500ms") Duration initialDelay, @DefaultValue("30s") Duration maxDelay,
			@DefaultValue("10s") Duration resetAfter, @DefaultValue("10") int maxRestarts,
			@DefaultValue("10m") Duration period, @DefaultValue("5") int maxInARow, @DefaultValue("3") int sameFailures,
			@Nullable Integer clusterMaxRestarts, @DefaultValue("10m") Duration clusterPeriod,
			@DefaultValue("5m") Duration coolDown, @DefaultValue Set<Integer> stayDownExitCodes,
			@DefaultValue("false") boolean countHung, @DefaultValue("keep") GiveUp giveUp) {

	}

	/**
	 * When a leader has to go that has neither ended nor drained.
	 *
	 * @param unreadyTimeout How long a leader may be out of service before another worker
	 * leads in its place.
	 * @param unresponsiveTimeout How long a leader may give no sign of life before it is
	 * killed, so that another worker can lead: a second at least. Zero if it never is, as
	 * for debugging.
	 */
	public record Leader(@DefaultValue("10s") Duration unreadyTimeout,
			@DefaultValue("30s") Duration unresponsiveTimeout) {

	}

	/**
	 * How much processes may share.
	 *
	 * @param maxEntries How many entries all shared maps and counters may have together.
	 * @param maxSize How large they may be together, as JSON and with 128 bytes for each.
	 */
	public record Shared(@DefaultValue("10000") int maxEntries, @DefaultValue("16MB") DataSize maxSize) {

	}

	/**
	 * What workers tell each other of their caches.
	 *
	 * @param evict Whether what one worker evicts from a cache of Spring is evicted in
	 * the others too.
	 * @param evictOnPut Whether what one worker puts into a cache is evicted in the
	 * others. So is what a method with 'Cacheable' has computed, which the others compute
	 * again then.
	 * @param managers Names of the beans of cache managers to which that applies. If none
	 * is named, those of 'ConcurrentMapCacheManager' and 'CaffeineCacheManager'.
	 */
	public record Caches(@DefaultValue("false") boolean evict, @DefaultValue("false") boolean evictOnPut,
			@DefaultValue List<String> managers) {

	}

	/**
	 * What the workers run, and how.
	 *
	 * @param mainClass Main class of the workers, on the class path of the primary.
	 * @param arguments Arguments of the workers in place of those of the primary.
	 * @param jvmArguments Flags of the JVM besides those of the primary.
	 * @param environment Environment variables besides those of the primary.
	 * @param silent Whether what the workers write to their standard output and error
	 * does not go to that of the primary, where Worker.onOutput reads it.
	 * @param user Name of the user that the workers run as, with its groups.
	 * @param uid Number of the user that the workers run as.
	 * @param gid Number of the group that the workers run as.
	 * @param directory Working directory of the workers. Without it they work in that of
	 * the primary.
	 */
	public record Program(@Nullable String mainClass, @Nullable List<String> arguments,
			@DefaultValue List<String> jvmArguments, @DefaultValue Map<String, String> environment,
			@DefaultValue("false") boolean silent, @Nullable String user, @Nullable Integer uid, @Nullable Integer gid,
			@Nullable Path directory) {

	}

	/**
	 * When a worker takes no connections from the socket that it shares with its
	 * siblings, and when it lets some go.
	 *
	 * @param enabled Whether a worker takes connections only while it is ready and not
	 * saturated.
	 * @param threshold Share of the server's threads from which on, when they are busy, a
	 * worker is saturated while another one has room. It has no effect with sticky
	 * scheduling.
	 * @param maxRequests Number of requests at a time that a server can process where no
	 * number of threads limits it: Reactor Netty, or virtual threads. Without it nothing
	 * limits it.
	 * @param shed Whether a worker lets some of its connections go, after an answer,
	 * while its siblings have room and it has more of them or is saturated. It has no
	 * effect with sticky scheduling and with a ConnectionScheduler.
	 * @param shedRatio How many times the connections of a sibling a worker must have to
	 * let some go.
	 * @param shedMargin How many connections more than a sibling a worker must have to
	 * let some go.
	 */
	public record AcceptGate(@DefaultValue("true") boolean enabled, @DefaultValue("0.9") double threshold,
			@Nullable Integer maxRequests, @DefaultValue("true") boolean shed, @DefaultValue("1.5") double shedRatio,
			@DefaultValue("8") int shedMargin) {

	}

	/**
	 * What the primary does besides.
	 *
	 * @param sources Comma-separated list of configuration classes that the primary loads
	 * as well, such as the security of its management port.
	 */
	public record Primary(@DefaultValue List<Class<?>> sources) {

	}

	/**
	 * What makes clients the same: their connections go to the same slot each time.
	 *
	 * @param by What is looked at.
	 * @param cookie Name of the cookie.
	 * @param peekTimeout How long to wait for a cookie, a header or the PROXY protocol
	 * before the address of the client is used instead.
	 * @param peekLimit How many bytes to look at for them.
	 */
	public record Sticky(@DefaultValue("address") StickyBy by, @DefaultValue("JSESSIONID") String cookie,
			@DefaultValue("1s") Duration peekTimeout, @DefaultValue("8KB") DataSize peekLimit) {

	}

	/**
	 * How workers are replaced that have not ended: by a reload, or because they have
	 * reached a limit.
	 *
	 * @param surge How many workers may be started before those that they replace have
	 * ended: a number, or a percentage of all workers such as '25%'.
	 * @param readyTimeout How long a new worker may take to be ready.
	 * @param settleTime How long a new worker must have been ready before the one that it
	 * replaces leaves. One that ends before that fails the reload.
	 * @param pause How long to wait between two batches of a reload.
	 * @param probe A request that a new worker has to answer.
	 * @param stage Whether the workers run from a copy of the jar, so that it may be
	 * overwritten.
	 */
	public record Reload(@DefaultValue("1") String surge, @DefaultValue("2m") Duration readyTimeout,
			@DefaultValue("5s") Duration settleTime, @DefaultValue("0s") Duration pause, @DefaultValue Probe probe,
			@DefaultValue("auto") StageMode stage) {

		/**
		 * A request that a new worker has to answer.
		 *
		 * @param path Path that a new worker has to answer a request for, through its own
		 * server and with a status from 200 to 399, before it counts as ready. Without it
		 * no request is made.
		 */
		public record Probe(@Nullable String path) {

		}

	}

	/**
	 * How the number of workers is changed.
	 *
	 * @param leaveFirst Which workers leave when there are too many.
	 */
	public record Scale(@DefaultValue("youngest") LeaveFirst leaveFirst) {

	}

	/**
	 * What the primary does where systemd has started it.
	 *
	 * @param enabled Whether systemd is told how the cluster is, and its sockets are
	 * used. Without it, where systemd expects that: NOTIFY_SOCKET or LISTEN_FDS is set.
	 * @param storeSockets Whether systemd keeps the sockets while it starts the primary
	 * again: its unit needs 'FileDescriptorStoreMax'. Without it, where FDSTORE is set,
	 * as systemd does from version 254 on.
	 * @param startTimeout How long a start may take at most. Until then systemd is asked
	 * for more time than 'TimeoutStartSec', which decides afterwards.
	 */
	public record Systemd(@Nullable Boolean enabled, @Nullable Boolean storeSockets,
			@DefaultValue("5m") Duration startTimeout) {

	}

}
