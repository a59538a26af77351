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

package io.forkit.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.forkit.ipc.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link SpareTransport}.
 */
@Timeout(10)
class SpareTransportTests {

	private static final SpareOrder ORDER = new SpareOrder("a.Main", List.of("x", "y"));

	private final Transport transport = mock(Transport.class);

	private final Transport.Readiness channel = mock(Transport.Readiness.class);

	private final SpareTransport spare = new SpareTransport(this.transport);

	private ByteBuffer incoming = ByteBuffer.allocate(0);

	private int chunk = Integer.MAX_VALUE;

	private int atEnd = Transport.WOULD_BLOCK;

	@BeforeEach
	void open() throws IOException {
		given(this.transport.read(any(ByteBuffer.class))).willAnswer((call) -> read(call.getArgument(0)));
		this.spare.open(this.channel);
		verify(this.transport).open(this.spare);
	}

	private int read(ByteBuffer target) {
		int count = Math.min(this.chunk, Math.min(target.remaining(), this.incoming.remaining()));
		if (count == 0) {
			return this.atEnd;
		}
		target.put(this.incoming.slice().limit(count));
		this.incoming.position(this.incoming.position() + count);
		return count;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 5, 1000 })
	void theOrderMayComeInPiecesAndTheChannelSeesNothingOfIt(int chunk) throws IOException {
		this.chunk = chunk;
		ByteBuffer order = ORDER.encode();
		this.incoming = ByteBuffer.allocate(order.remaining() + 2).put(order).put((byte) 7).put((byte) 8).flip();
		while (this.incoming.remaining() > 2) {
			this.spare.readable();
		}
		assertThat(this.spare.await()).isEqualTo(ORDER);
		verify(this.channel, never()).readable();
		this.spare.readable();
		verify(this.channel).readable();
		ByteBuffer message = ByteBuffer.allocate(10);
		while (this.incoming.hasRemaining()) {
			this.spare.read(message);
		}
		assertThat(message.flip()).isEqualTo(ByteBuffer.wrap(new byte[] { 7, 8 }));
		verify(this.transport, never()).close();
	}

	@Test
	void nothingToReadIsNoOrderYet() throws IOException {
		this.spare.readable();
		this.incoming = ByteBuffer.wrap(new byte[] { 0, 0 });
		this.spare.readable();
		this.spare.readable();
		verify(this.transport, never()).close();
		verify(this.channel, never()).readable();
	}

	@Test
	void theEndOfTheStreamIsTheEndOfTheWait() throws IOException {
		this.atEnd = Transport.END_OF_STREAM;
		this.incoming = ByteBuffer.wrap(new byte[] { 0, 0 });
		this.spare.readable();
		this.spare.readable();
		assertThat(this.spare.await()).isNull();
		verify(this.transport).close();
	}

	@Test
	void aStreamThatBreaksIsTheEndOfTheWait() throws IOException {
		given(this.transport.read(any(ByteBuffer.class))).willThrow(new IOException("reset"));
		this.spare.readable();
		assertThat(this.spare.await()).isNull();
		verify(this.transport).close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, -1, SpareOrder.MAX_SIZE + 1, Integer.MAX_VALUE })
	void anOrderOfASizeThatCannotBeIsNone(int size) {
		this.incoming = ByteBuffer.allocate(Integer.BYTES).putInt(size).flip();
		this.spare.readable();
		assertThat(this.spare.await()).isNull();
		verify(this.transport).close();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 100, Integer.MAX_VALUE })
	void anOrderWithAWordThatCannotBeIsNone(int length) {
		this.incoming = ByteBuffer.allocate(12).putInt(8).putInt(length).putInt(0).flip();
		this.spare.readable();
		this.spare.readable();
		assertThat(this.spare.await()).isNull();
		verify(this.transport).close();
	}

	@Test
	void whatIsNotReadGoesThrough() throws IOException {
		this.spare.writable();
		verify(this.channel).writable();
		ByteBuffer bytes = ByteBuffer.allocate(1);
		given(this.transport.write(bytes)).willReturn(1);
		assertThat(this.spare.write(bytes)).isOne();
		this.spare.setInterest(true, false);
		verify(this.transport).setInterest(true, false);
		this.spare.shutdownOutput();
		verify(this.transport).shutdownOutput();
		this.spare.close();
		verify(this.transport, times(1)).close();
	}

}
