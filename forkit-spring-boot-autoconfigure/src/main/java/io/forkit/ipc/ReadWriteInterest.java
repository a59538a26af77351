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

package io.forkit.ipc;

import java.io.IOException;

/**
 * What a channel wants to be told by its transport. Thread-safe.
 */
final class ReadWriteInterest implements Outbox.Interest {

	private final Transport transport;

	private boolean read = true;

	private boolean write;

	ReadWriteInterest(Transport transport) {
		this.transport = transport;
	}

	synchronized void read(boolean wanted) {
		this.read = wanted;
		apply();
	}

	@Override
	public synchronized void write(boolean wanted) {
		this.write = wanted;
		apply();
	}

	private void apply() {
		try {
			this.transport.setInterest(this.read, this.write);
		}
		catch (IOException ex) {
			// It was closed a moment ago, and whoever closed it tells.
			ChannelLog.trace("The transport is closed", ex);
		}
	}

}
