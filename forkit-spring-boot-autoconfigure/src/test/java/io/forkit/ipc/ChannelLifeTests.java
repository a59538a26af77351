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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelLife}: what is still said when a channel comes to its end.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ChannelLifeTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

	private EventLoop loop;

	private ProcessChannel parent;

	private ProcessChannel child;

	@BeforeEach
	void open() throws Exception {
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair handles = Sockets.pair();
		this.loop = new EventLoop("test-life");
		this.parent = open(messages.first(), handles.first());
		this.child = open(messages.second(), handles.second());
		this.child.onMessage(Integer.class, (number) -> {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.child.onMessage(String.class, (text, exchange) -> this.taken.complete(exchange.handle().isPresent()));
	}

	private ProcessChannel open(Fd socket, Fd handles) throws Exception {
		socket.setNonBlocking(true);
		return ProcessChannel.builder(new NativeTransport(new NativeLoop(this.loop), socket), WireFormat.FRAMES)
			.handles(ProcessChannel.HandleSocket.of(handles))
			.open();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.parent.disconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.child.disconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.loop.close();
	}

	@Test
	void whatWasSentBeforeTheSenderDisconnectsIsAcknowledged() throws Exception {
		assertAcknowledges(this.parent);
	}

	@Test
	void whatWasSentBeforeTheReceiverDisconnectsIsAcknowledged() throws Exception {
		assertAcknowledges(this.child);
	}

	private void assertAcknowledges(ProcessChannel ending) throws Exception {
		try (Pipe pipe = Pipe.open()) {
			this.parent.send(1);
			SentMessage handle = this.parent.send("take", pipe.readEnd());
			CompletableFuture<Void> handled = this.parent.send("handled").ack();
			// It has arrived, in front of what follows.
			Awaitility.await().until(() -> this.parent.drained().isDone());
			CompletableFuture<Integer> asked = new CompletableFuture<>();
			this.parent.onMessage(Integer.class, asked::complete);
			this.child.send(2).ack().get(20, TimeUnit.SECONDS);
			ending.disconnect();
			Awaitility.await().until(() -> !this.child.isConnected() && !this.parent.isConnected());
			this.release.countDown();
			assertThat(this.taken.get(20, TimeUnit.SECONDS)).isTrue();
			handle.get(20, TimeUnit.SECONDS);
			handled.get(20, TimeUnit.SECONDS);
			assertThat(this.parent.onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(this.child.onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		}
	}

	@Test
	void aListenerThatDoesNotReturnDelaysTheEndOnlyForAWhile() throws Exception {
		this.parent.send(1);
		CompletableFuture<Void> handled = this.parent.send("never").ack();
		assertThat(this.parent.disconnect().get(30, TimeUnit.SECONDS).cause()).isEqualTo(ChannelEnd.Cause.DISCONNECTED);
		assertThat(handled).failsWithin(Duration.ofSeconds(30));
		this.child.onStreamEnd().get(30, TimeUnit.SECONDS);
	}

}
