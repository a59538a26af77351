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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the connections of a listener come from. Thread-safe.
 */
interface ConnectionSource extends Closeable {

	/**
	 * Wait for a connection, also while the gate is closed.
	 * @return the connection, or {@code null} once this is closed
	 * @throws IOException if the connection cannot be accepted
	 */
	@Nullable SocketChannel accept() throws IOException;

	/** Take no connections for a while. Does nothing if the gate is closed. */
	void closeGate();

	/**
	 * Take connections again. Does nothing if the gate is open, or this is closed.
	 * @throws IOException if this process may not have more open files
	 */
	void openGate() throws IOException;

	boolean isGateOpen();

	/**
	 * Set what tells how many connections the server has open, for whoever wants to know.
	 * @param load tells it
	 */
	default void load(IntSupplier load) {
	}

	/** End the wait for a connection, and take none any more. */
	@Override
	void close();

}
