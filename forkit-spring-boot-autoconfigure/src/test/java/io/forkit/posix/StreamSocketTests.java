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

package io.forkit.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StreamSocket}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class StreamSocketTests {

	private Sockets.Pair pair;

	private StreamSocket first;

	private StreamSocket second;

	@BeforeEach
	void open() throws Exception {
		this.pair = Sockets.pair();
		this.first = new StreamSocket(this.pair.first());
		this.second = new StreamSocket(this.pair.second());
	}

	@AfterEach
	void close() {
		this.pair.close();
	}

	@Test
	void movesThePositionsOfPartsOfBuffers() throws Exception {
		ByteBuffer source = ByteBuffer.allocateDirect(100);
		source.put(10, "hello".getBytes(StandardCharsets.UTF_8)).position(10).limit(15);
		assertThat(this.first.write(source)).isEqualTo(5);
		assertThat(source.position()).isEqualTo(15);
		ByteBuffer target = ByteBuffer.allocateDirect(100).position(20).limit(23);
		assertThat(this.second.read(target)).isEqualTo(3);
		assertThat(target.position()).isEqualTo(23);
		ByteBuffer slice = target.limit(100).slice().position(1);
		assertThat(this.second.read(slice)).isEqualTo(2);
		byte[] read = new byte[6];
		target.get(20, read);
		assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("hel\0lo");
	}

	@Test
	void peekLeavesTheBytesThere() throws Exception {
		ByteBuffer target = ByteBuffer.allocateDirect(10);
		assertThat(this.second.peek(target)).isEqualTo(NativeBuffer.WOULD_BLOCK);
		this.first.write(ByteBuffer.allocateDirect(2).put(0, (byte) 7));
		assertThat(this.second.peek(target)).isEqualTo(2);
		assertThat(this.second.peek(target.clear())).isEqualTo(2);
		assertThat(target.get(0)).isEqualTo((byte) 7);
		assertThat(this.second.read(target.clear())).isEqualTo(2);
	}

	@Test
	void neverWaitsThoughTheSocketIsBlocking() throws Exception {
		assertThat(this.pair.first().isNonBlocking()).isFalse();
		assertThat(this.first.read(ByteBuffer.allocateDirect(1))).isEqualTo(NativeBuffer.WOULD_BLOCK);
		assertThat(this.first.read(ByteBuffer.allocateDirect(1), new ArrayList<>()))
			.isEqualTo(NativeBuffer.WOULD_BLOCK);
		ByteBuffer chunk = ByteBuffer.allocateDirect(4096);
		while (this.first.write(chunk.clear()) > 0) {
			assertThat(chunk.position()).isPositive();
		}
		assertThat(chunk.position()).isZero();
		assertThat(this.first.write(chunk, this.pair.first())).isEqualTo(NativeBuffer.WOULD_BLOCK);
		assertThat(chunk.position()).isZero();
	}

	@Test
	void passesADescriptorWithTheFirstByte() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			assertThat(this.first.write(direct("one"))).isEqualTo(3);
			assertThat(this.first.write(direct("two"), pipe.readEnd())).isEqualTo(3);
			List<Fd> fds = new ArrayList<>();
			ByteBuffer target = ByteBuffer.allocateDirect(100);
			assertThat(this.second.read(target.limit(3), fds)).isEqualTo(3);
			assertThat(fds).isEmpty();
			assertThat(this.second.read(target.limit(4), fds)).isEqualTo(1);
			assertThat(this.second.read(target.limit(100), fds)).isEqualTo(2);
			assertThat(this.second.descriptorsLost()).isFalse();
			assertThat(fds).hasSize(1);
			try (Fd received = fds.get(0)) {
				assertThat(FdTests.isCloseOnExec(received)).isTrue();
				NativeBuffer buffer = new NativeBuffer(1);
				buffer.writeTo(pipe.writeEnd(), new byte[1], 0, 1);
				assertThat(buffer.readFrom(received)).isEqualTo(1);
			}
			assertThat(pipe.readEnd().isOpen()).isTrue();
		}
	}

	@Test
	void endsAfterWhatWasSentBefore() throws Exception {
		this.first.write(direct("x"));
		this.pair.first().close();
		ByteBuffer target = ByteBuffer.allocateDirect(10);
		assertThat(this.second.read(target)).isEqualTo(1);
		assertThat(this.second.read(target)).isEqualTo(NativeBuffer.END_OF_FILE);
		assertThat(this.second.read(target, new ArrayList<>())).isEqualTo(NativeBuffer.END_OF_FILE);
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> this.second.write(direct("x")))
			.withMessageContaining("EPIPE");
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> this.second.write(direct("x"), this.pair.second()))
			.withMessageContaining("EPIPE");
		this.pair.second().close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.second.read(target));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.second.write(direct("x")));
	}

	@Test
	void peerThatClosesWithoutReadingIsAReset() throws Exception {
		this.second.write(direct("unread"));
		this.pair.first().close();
		assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> this.second.read(ByteBuffer.allocateDirect(1)))
			.withMessageContaining("ECONNRESET");
	}

	@Test
	void rejectsBuffersItCannotUse() {
		ByteBuffer full = ByteBuffer.allocateDirect(0);
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.read(full)).withMessageContaining("'target'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.write(full, this.pair.first()))
			.withMessageContaining("'source'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.read(ByteBuffer.allocate(1)))
			.withMessageContaining("direct");
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.write(ByteBuffer.allocate(1)))
			.withMessageContaining("direct");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.first.read(ByteBuffer.allocateDirect(1).asReadOnlyBuffer()))
			.withMessageContaining("read-only");
	}

	@Test
	void failedWriteReleasesTheSocketAndTheDescriptor() throws Exception {
		try (Pipe closed = Pipe.open()) {
			closed.close();
			assertThatExceptionOfType(ClosedChannelException.class)
				.isThrownBy(() -> this.first.write(direct("x"), closed.readEnd()));
			Fd.adopt(this.pair.first().surrender()).close();
		}
	}

	@Test
	void tellsThatDescriptorsWereLostWhereThereMayNotBeMoreOpenFiles() throws Exception {
		assertThat(ChildJvm.run(512, Exhaustion.class).lines()).last().isEqualTo("bytes=1 fds=0 lost=true then=false");
	}

	private static ByteBuffer direct(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
	}

	static final class Exhaustion {

		private Exhaustion() {
		}

		public static void main(String[] args) throws Exception {
			Sockets.Pair pair = Sockets.pair();
			StreamSocket sender = new StreamSocket(pair.first());
			StreamSocket receiver = new StreamSocket(pair.second());
			ByteBuffer buffer = ByteBuffer.allocateDirect(1);
			List<Fd> fds = new ArrayList<>();
			// All classes are loaded by this, which takes files too.
			sender.write(buffer, pair.first());
			receiver.read(buffer.clear(), fds);
			fds.remove(0).close();
			exhaust(pair.first()).forEach(Fd::close);
			sender.write(buffer.clear(), pair.first());
			sender.write(buffer.clear());
			List<Fd> held = exhaust(pair.first());
			int count = receiver.read(buffer.clear(), fds);
			boolean lost = receiver.descriptorsLost();
			held.forEach(Fd::close);
			receiver.read(buffer.clear(), fds);
			System.out.println(
					"bytes=" + count + " fds=" + fds.size() + " lost=" + lost + " then=" + receiver.descriptorsLost());
		}

		private static List<Fd> exhaust(Fd fd) {
			List<Fd> held = new ArrayList<>();
			while (true) {
				try {
					held.add(fd.duplicate());
				}
				catch (IOException ex) {
					return held;
				}
			}
		}

	}

}
