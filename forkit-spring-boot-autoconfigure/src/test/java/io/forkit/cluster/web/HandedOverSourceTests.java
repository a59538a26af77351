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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.scheduling.ConnectionDispatcher;
import io.forkit.cluster.scheduling.DispatchedListener;
import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.posix.InternetProtocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandedOverSource} in a {@link SharedListener}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class HandedOverSourceTests {

	private ConnectionDispatcher dispatcher;

	private DispatchedListener dispatched;

	private SharedListener listener;

	private SharedListener sibling;

	@BeforeEach
	void open() throws IOException {
		this.dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
		this.dispatched = this.dispatcher.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				InternetProtocol.ANY, 50);
		this.listener = listener(0);
		this.sibling = listener(1);
	}

	private SharedListener listener(int slot) throws IOException {
		return new SharedListener(new HandedOverSource(this.dispatched.attach(slot, slot + 1), () -> {
		}), this.dispatched.address(), () -> "Worker " + slot, () -> {
		});
	}

	@AfterEach
	void close() {
		this.listener.close();
		this.sibling.close();
		this.dispatcher.close();
	}

	@Test
	void connectionIsAccepted() throws Exception {
		CompletableFuture<SocketAddress> accepted = accept(this.listener);
		try (SocketChannel client = connect()) {
			assertThat(accepted.get(30, TimeUnit.SECONDS)).isEqualTo(client.getLocalAddress());
			assertThat(this.listener.accepted()).isOne();
		}
	}

	@Test
	void closedGateLeavesConnectionToSibling() throws Exception {
		CompletableFuture<SocketAddress> accepted = accept(this.listener);
		this.listener.closeGate();
		assertThat(this.listener.isGateOpen()).isFalse();
		assertThat(this.listener.isOpen()).isTrue();
		try (SocketChannel client = connect()) {
			assertThat(accept(this.sibling).get(30, TimeUnit.SECONDS)).isEqualTo(client.getLocalAddress());
			assertThat(accepted).isNotDone();
		}
		this.sibling.close();
		this.listener.openGate();
		try (SocketChannel client = connect()) {
			assertThat(accepted.get(30, TimeUnit.SECONDS)).isEqualTo(client.getLocalAddress());
		}
	}

	@Test
	void closingEndsTheWaitWithoutConnection() throws Exception {
		CompletableFuture<SocketAddress> accepted = accept(this.listener);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(this.listener::isAccepting);
		this.listener.close();
		assertThat(accepted.get(30, TimeUnit.SECONDS)).isNull();
		assertThat(this.listener.isAccepting()).isFalse();
		assertThat(this.listener.isOpen()).isFalse();
		this.listener.openGate();
		assertThat(this.listener.isGateOpen()).isFalse();
	}

	@Test
	void closingEndsTheWaitAtClosedGate() throws Exception {
		this.listener.closeGate();
		CompletableFuture<SocketAddress> accepted = accept(this.listener);
		this.listener.close();
		assertThat(accepted.get(30, TimeUnit.SECONDS)).isNull();
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(this.listener.address());
	}

	private static CompletableFuture<SocketAddress> accept(SharedListener listener) {
		CompletableFuture<SocketAddress> accepted = new CompletableFuture<>();
		new Thread(() -> {
			try (SocketChannel connection = listener.accept()) {
				accepted.complete((connection != null) ? connection.getRemoteAddress() : null);
			}
			catch (IOException ex) {
				accepted.completeExceptionally(ex);
			}
		}).start();
		return accepted;
	}

}
