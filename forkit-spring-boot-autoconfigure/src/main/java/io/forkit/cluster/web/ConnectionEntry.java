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

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Gives a server a connection as if the server had accepted it. Thread-safe.
 */
@FunctionalInterface
interface ConnectionEntry {

	/**
	 * Let a connection in.
	 * @param connection the connection, which belongs to the server unless this fails
	 * @param limit how long to wait for the server to take it
	 * @return whether the server speaks TLS on it
	 * @throws IOException if the server does not want it
	 * @throws InterruptedException if this thread was interrupted
	 * @throws TimeoutException if the server has not taken it in time
	 */
	boolean enter(SocketChannel connection, Duration limit) throws IOException, InterruptedException, TimeoutException;

}
