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
package io.forkit.cluster.scheduling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.SocketWait;
import io.forkit.posix.Sockets;
import io.forkit.posix.StreamSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ConnectionReceiver}: what it tells the primary.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ConnectionReceiverTests {

	private static final int END = -1;

	private final AtomicInteger lost = new AtomicInteger();

	private final ByteBuffer in = ByteBuffer.allocateDirect(HandOver.RECORD);

	private Fd worker;

	private Fd primary;

	private StreamSocket stream;

	private ConnectionReceiver receiver;

	@BeforeEach
	void open() throws IOException {
		Sockets.Pair pair = Sockets.pair();
		this.primary = pair.first();
		this.worker = pair.second();
		this.stream = new StreamSocket(this.primary);
		this.receiver = new ConnectionReceiver(this.worker, this.lost::incrementAndGet);
	}

	@AfterEach
	void close() {
		this.receiver.close();
		this.primary.close();
	}

	@Test
	void connectionIsRefusedWhereTakingItFails() throws IOException {
		this.receiver.load(() -> {
			throw new IllegalStateException("Nobody knows");
		});
		sendConnection();
		assertThatIllegalStateException().isThrownBy(this.receiver::accept);
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		assertThat(told()).isEqualTo(HandOver.REFUSED);
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void connectionIsRefusedWhereThereIsNoMemory() throws IOException {
		this.receiver.load(() -> {
			throw new OutOfMemoryError("Not really");
		});
		sendConnection();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.receiver::accept);
		this.receiver.load(() -> 0);
		sendConnection();
		try (SocketChannel connection = this.receiver.accept()) {
			assertThat(connection).isNotNull();
		}
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		assertThat(told()).isEqualTo(HandOver.REFUSED);
		assertThat(told()).isEqualTo(HandOver.ACCEPTED);
	}

	@Test
	void workerIsLostThatCannotUnderstand() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		this.stream.write(ByteBuffer.allocateDirect(Integer.BYTES));
		AbstractSchedulingTests.await(() -> this.lost.get() == 1);
		assertThat(told()).as("the primary sees the end").isEqualTo(END);
		this.receiver.close();
		assertThat(accepted.join()).isNull();
		assertThat(this.lost).hasValue(1);
	}

	@Test
	void primaryThatDoesNotReadHoldsNothingUp() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		fill();
		for (int i = 0; i < 10_000; i++) {
			this.receiver.closeGate();
			this.receiver.openGate();
		}
		this.receiver.closeGate();
		assertThat(this.receiver.isGateOpen()).isFalse();
		assertThat(this.lost).hasValue(0);
		// When it goes on it is told what holds by then.
		assertThat(toldAfterMarks()).isEqualTo(HandOver.GATE_CLOSED);
		assertThat(this.in.getInt(4)).isEqualTo(10_001);
		this.receiver.openGate();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		this.receiver.close();
		assertThat(accepted.join()).isNull();
	}

	@Test
	void whatWaitsIsToldThoughNobodyAccepts() throws IOException {
		sendConnection();
		try (SocketChannel connection = this.receiver.accept()) {
			assertThat(connection).isNotNull();
		}
		fill();
		this.receiver.closeGate();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		assertThat(told()).isEqualTo(HandOver.ACCEPTED);
		assertThat(toldAfterMarks()).isEqualTo(HandOver.GATE_CLOSED);
	}

	@Test
	void connectionIsTakenWhenThePrimaryReadsAgain() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		fill();
		sendConnection();
		assertThat(accepted).isNotDone();
		assertThat(toldAfterMarks()).isEqualTo(HandOver.ACCEPTED);
		try (SocketChannel connection = accepted.join()) {
			assertThat(connection).isNotNull();
		}
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void connectionThatWaitsForThePrimaryIsRefusedWithTheOthers() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		fill();
		try (Fd client = sendConnectionOf()) {
			this.receiver.closeGate();
			assertThat(toldAfterMarks()).isEqualTo(HandOver.GATE_CLOSED);
			assertIsClosed(client);
		}
		assertThat(accepted).isNotDone();
		this.receiver.close();
		assertThat(accepted.join()).isNull();
	}

	@Test
	void endDoesNotWaitForThePrimary() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		fill();
		try (Fd client = sendConnectionOf()) {
			this.receiver.close();
			assertThat(accepted.join()).isNull();
			assertIsClosed(client);
		}
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void workerIsNotLostWithThePrimary() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		this.primary.close();
		AbstractSchedulingTests.await(() -> !this.worker.isOpen());
		this.receiver.close();
		assertThat(accepted.join()).isNull();
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void loadWaitsForRoom() throws IOException {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger load = new AtomicInteger();
		this.receiver.load(() -> {
			asked.incrementAndGet();
			return load.get();
		});
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		fill();
		load.set(5);
		// It looks at the socket first.
		sendMark();
		int before = asked.get();
		AbstractSchedulingTests.await(() -> asked.get() > before + 3);
		AbstractSchedulingTests.await(() -> {
			try {
				return told() == HandOver.LOAD && this.in.getInt(4) == 5;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		this.receiver.close();
		assertThat(accepted.join()).isNull();
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void connectionThatIsCountedLateIsTold() throws IOException {
		AtomicInteger asked = new AtomicInteger();
		this.receiver.load(() -> (asked.incrementAndGet() > 2) ? 1 : 0);
		sendConnection();
		CompletableFuture<@Nullable SocketChannel> next = CompletableFuture.supplyAsync(() -> {
			try (SocketChannel connection = this.receiver.accept()) {
				assertThat(connection).isNotNull();
				return this.receiver.accept();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		assertThat(told()).isEqualTo(HandOver.ACCEPTED);
		assertThat(told()).isEqualTo(HandOver.LOAD);
		assertThat(this.in.getInt(4)).isZero();
		assertThat(told()).isEqualTo(HandOver.LOAD);
		assertThat(this.in.getInt(4)).isOne();
		this.receiver.close();
		assertThat(next.join()).isNull();
	}

	@Test
	void listeningSocketIsConfirmedOrMissed() throws IOException {
		CompletableFuture<@Nullable SocketChannel> accepted = acceptLater();
		assertThat(told()).isEqualTo(HandOver.GATE_OPEN);
		// As it comes to a process with too many open files.
		this.stream.write(record(HandOver.SOCKET));
		assertThat(told()).isEqualTo(HandOver.SOCKET_LOST);
		InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (Fd listening = Sockets.listen(loopback, InternetProtocol.ANY, false, 1)) {
			this.stream.write(record(HandOver.SOCKET), listening);
			assertThat(told()).isEqualTo(HandOver.SOCKET_TAKEN);
			InetSocketAddress address = new InetSocketAddress(loopback.getAddress(), Sockets.localPort(listening));
			try (SocketChannel client = SocketChannel.open(address)) {
				SocketChannel connection = accepted.join();
				assertThat(connection).isNotNull();
				assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
				connection.close();
			}
		}
	}

	private CompletableFuture<@Nullable SocketChannel> acceptLater() {
		return CompletableFuture.supplyAsync(() -> {
			try {
				SocketChannel connection = this.receiver.accept();
				return (connection == null) ? this.receiver.accept() : connection;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private void sendConnection() throws IOException {
		sendConnectionOf().close();
	}

	private Fd sendConnectionOf() throws IOException {
		Sockets.Pair connection = Sockets.pair();
		try (Fd accepted = connection.second()) {
			this.stream.write(record(HandOver.CONNECTION), accepted);
		}
		return connection.first();
	}

	private static void assertIsClosed(Fd client) throws IOException {
		assertThat(new SocketWait().await(client, null, 60_000)).isTrue();
		assertThat(new StreamSocket(client).read(ByteBuffer.allocateDirect(1))).isEqualTo(NativeBuffer.END_OF_FILE);
	}

	private void sendMark() throws IOException {
		this.stream.write(record(HandOver.MARK));
	}

	private static ByteBuffer record(int what) {
		return ByteBuffer.allocateDirect(HandOver.RECORD).putInt(what).putInt(0).flip();
	}

	/** So much that the worker can say no more. */
	private void fill() throws IOException {
		StreamSocket own = new StreamSocket(this.worker);
		ByteBuffer record = record(HandOver.MARK);
		while (own.write(record) != NativeBuffer.WOULD_BLOCK) {
			record.rewind();
		}
	}

	/** What follows that with which the socket was filled. */
	private int toldAfterMarks() throws IOException {
		int what = told();
		while (what == HandOver.MARK) {
			what = told();
		}
		return what;
	}

	private int told() throws IOException {
		this.in.clear();
		AbstractSchedulingTests.await(() -> {
			try {
				return this.stream.read(this.in) != NativeBuffer.WOULD_BLOCK;
			}
			catch (IOException ex) {
				// It has not read everything.
				return true;
			}
		});
		return (this.in.position() == 0) ? END : this.in.getInt(0);
	}

}
