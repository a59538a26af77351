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

/**
 * Why a worker is in its state: why it was started, or, once it leaves or has ended, why
 * that is so.
 *
 * @since 0.1.0
 */
public enum WorkerReason {

	/** The cluster starts. */
	START,

	/** There is to be a worker that can take the place of another one at once. */
	STANDBY,

	/** {@link Cluster#fork()} was called. */
	FORK,

	/** The worker, or the one before it, has ended by itself. */
	CRASH,

	/**
	 * The cluster is reloaded, or a standby is to run what {@link Cluster#setup} has
	 * changed.
	 */
	RELOAD,

	/** A reload has failed, and what it has replaced is replaced by what was before. */
	ROLLBACK,

	/** The worker has reached a limit, such as that of its memory or age. */
	RECYCLE,

	/** The worker does not answer. */
	HANG,

	/** {@link Cluster#replace} was called. */
	REQUEST,

	/** The number of workers is changed. */
	SCALE,

	/** {@link Worker#disconnect()} was called in the primary. */
	DISCONNECT,

	/**
	 * The worker wants to end, or its application was closed, be it by SIGTERM from
	 * somewhere else.
	 */
	LEAVE,

	/** There is no channel to the worker any more. */
	LOST,

	/** The worker does not give up its leadership. */
	LEADERSHIP,

	/** The cluster stops. */
	STOP

}
