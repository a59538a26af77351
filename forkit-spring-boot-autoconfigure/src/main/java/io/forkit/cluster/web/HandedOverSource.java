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
import java.util.function.IntSupplier;

import io.forkit.cluster.scheduling.ConnectionReceiver;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the primary hands over.
 */
final class HandedOverSource implements ConnectionSource {

	private final ConnectionReceiver receiver;

	HandedOverSource(Fd socket, Runnable whenLost) {
		this.receiver = new ConnectionReceiver(socket, whenLost);
	}

	@Override
	public @Nullable SocketChannel accept() throws IOException {
		return this.receiver.accept();
	}

	@Override
	public void closeGate() {
		this.receiver.closeGate();
	}

	@Override
	public void openGate() {
		this.receiver.openGate();
	}

	@Override
	public boolean isGateOpen() {
		return this.receiver.isGateOpen();
	}

	@Override
	public void load(IntSupplier load) {
		this.receiver.load(load);
	}

	@Override
	public void close() {
		this.receiver.close();
	}

}
