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

import io.netty.channel.EventLoop;

/**
 * How busy a server of Netty is, which is told of its connections.
 */
interface NettyLoad extends ServerLoad {

	/**
	 * The server is about to accept.
	 * @param server the server
	 * @param loops the loops that its connections are given
	 */
	default void bound(SharedServer server, List<EventLoop> loops) {
	}

	/** The server is closed. */
	default void unbound() {
	}

	/** A connection has been accepted. */
	void opened();

	/** A connection is closed. */
	void closed();

	/**
	 * Return whether it is a server for HTTP.
	 * @return whether it is
	 */
	default boolean isHttp() {
		return true;
	}

	/** The server accepts no more. */
	void drain();

}
