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

package io.forkit.benchmarks.message;

import io.forkit.ipc.Exchange;
import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.child.ParentProcess;
import org.springframework.util.unit.DataSize;

/**
 * What runs in the JVM that is forked.
 */
public final class MessageChild {

	private static final DataSize LIMIT = DataSize.ofMegabytes(300);

	private final ParentProcess parent;

	private long left;

	private long begin;

	private MessageChild(ParentProcess parent) {
		this.parent = parent;
	}

	static ForkedProcess fork(ProcessTemplate processes, Mode mode) {
		return processes.fork(MessageChild.class).args(mode.name()).maxMessageSize(LIMIT).start();
	}

	/**
	 * Run.
	 * @param args the name of the mode
	 */
	public static void main(String[] args) {
		MessageChild child = new MessageChild(ParentProcess.get());
		switch (Mode.valueOf(args[0])) {
			case ECHO -> child.parent.onMessage(String.class, child::echo);
			case COUNT -> child.count();
			case TAKE -> child.parent.onMessage(String.class, (message, exchange) -> exchange.handle().orElseThrow());
			case HELLO -> {
				child.parent.send("hello");
				// So that this JVM lives until the parent disconnects.
				child.parent.onMessage(String.class, (message) -> {
				});
			}
		}
	}

	private void echo(String message, Exchange exchange) {
		if (exchange.isRequest()) {
			exchange.send(message);
		}
		else {
			this.parent.send(message);
		}
	}

	private void count() {
		this.parent.onMessage(Long.class, (count) -> {
			this.begin = System.nanoTime();
			this.left = count;
		});
		this.parent.onMessage(String.class, (message) -> counted());
		this.parent.onMessage(byte[].class, (message) -> counted());
	}

	private void counted() {
		if (--this.left == 0) {
			this.parent.send(System.nanoTime() - this.begin);
		}
	}

	/**
	 * What the child does.
	 */
	enum Mode {

		/** It sends everything back. */
		ECHO,

		/** It counts, and says how long that took. */
		COUNT,

		/** It takes handles and closes them. */
		TAKE,

		/** It sends one message. */
		HELLO

	}

}
