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

package io.forkit.process.node;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.Exchange;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.ReceivedHandle;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes what arrives over a channel, one message after the other.
 */
final class Mailbox implements AutoCloseable {

	private static final long LIMIT_SECONDS = 30;

	private final BlockingQueue<Mail> arrived = new LinkedBlockingQueue<>();

	private final MessageSubscription subscription;

	private Mailbox(MessageChannel channel) {
		this.subscription = channel.onMessage(Object.class, this::add);
	}

	static Mailbox of(MessageChannel channel) {
		return new Mailbox(channel);
	}

	private void add(@Nullable Object message, Exchange exchange) {
		try {
			this.arrived.add(new Mail(message, exchange, exchange.handle().isPresent() ? channel(exchange) : null));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Channel channel(Exchange exchange) throws IOException {
		ReceivedHandle handle = exchange.handle().orElseThrow();
		if (handle.fdKind().isServerSocket()) {
			return handle.as(ServerSocketChannel.class);
		}
		return handle.fdKind().isSocket() ? handle.as(SocketChannel.class) : handle.as(DatagramChannel.class);
	}

	/** Wait for a message. */
	Mail take() throws InterruptedException {
		Mail mail = this.arrived.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
		assertThat(mail).as("a message").isNotNull();
		return Objects.requireNonNull(mail);
	}

	/** Wait for a message without a handle. */
	@Nullable Object next() throws InterruptedException {
		Mail mail = take();
		assertThat(mail.handle()).isNull();
		return mail.message();
	}

	int size() {
		return this.arrived.size();
	}

	@Override
	public void close() {
		this.subscription.close();
	}

	/**
	 * A message.
	 *
	 * @param message what it says
	 * @param exchange the way to answer it
	 * @param handle what came with it
	 */
	record Mail(@Nullable Object message, Exchange exchange, @Nullable Channel handle) {

		ServerSocketChannel server() {
			assertThat(this.handle).isInstanceOf(ServerSocketChannel.class);
			return (ServerSocketChannel) Objects.requireNonNull(this.handle);
		}

		SocketChannel socket() {
			assertThat(this.handle).isInstanceOf(SocketChannel.class);
			return (SocketChannel) Objects.requireNonNull(this.handle);
		}

		DatagramChannel datagrams() {
			assertThat(this.handle).isInstanceOf(DatagramChannel.class);
			return (DatagramChannel) Objects.requireNonNull(this.handle);
		}

	}

}
