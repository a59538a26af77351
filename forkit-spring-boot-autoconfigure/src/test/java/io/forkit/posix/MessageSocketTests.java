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

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MessageSocket}.
 */
@EnabledOnOs(OS.LINUX)
class MessageSocketTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private Sockets.Pair pair;

	private MessageSocket sender;

	private MessageSocket receiver;

	@BeforeEach
	void open() throws Exception {
		this.pair = Sockets.pair();
		this.sender = new MessageSocket(this.pair.first(), 1024);
		this.receiver = new MessageSocket(this.pair.second(), 1024);
	}

	@AfterEach
	void close() {
		this.pair.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 253 })
	void passesDescriptorsInOrder(int count) throws Exception {
		List<Pipe> pipes = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				pipes.add(Pipe.open());
			}
			int sent = this.sender.send(HELLO, 0, HELLO.length, pipes.stream().map(Pipe::readEnd).toList());
			assertThat(sent).isEqualTo(HELLO.length);
			byte[] target = new byte[100];
			MessageSocket.Received received = this.receiver.receive(target, 10);
			assertThat(received.count()).isEqualTo(HELLO.length);
			assertThat(new String(target, 10, HELLO.length, StandardCharsets.UTF_8)).isEqualTo("hello");
			assertThat(received.truncated()).isFalse();
			assertThat(received.fds()).hasSize(count);
			NativeBuffer buffer = new NativeBuffer(16);
			for (int i = 0; i < count; i++) {
				Fd fd = received.fds().get(i);
				assertThat(FdTests.isCloseOnExec(fd)).isTrue();
				buffer.writeTo(pipes.get(i).writeEnd(), new byte[] { (byte) i }, 0, 1);
				assertThat(buffer.readFrom(fd)).isEqualTo(1);
				byte[] read = new byte[1];
				buffer.get(read, 0, 1);
				assertThat(read[0]).isEqualTo((byte) i);
				fd.close();
			}
		}
		finally {
			pipes.forEach(Pipe::close);
		}
	}

	@Test
	void descriptorsStayOpenAtTheSender() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			this.sender.send(HELLO, 0, HELLO.length, List.of(pipe.readEnd()));
			this.receiver.receive(new byte[10], 0).fds().forEach(Fd::close);
			assertThat(pipe.readEnd().isOpen()).isTrue();
			assertThat(pipe.readEnd().isNonBlocking()).isFalse();
		}
	}

	@Test
	void rejectsMoreDescriptorsThanOneMessageCarries() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			List<Fd> fds = Collections.nCopies(254, pipe.readEnd());
			assertThatIllegalArgumentException().isThrownBy(() -> this.sender.send(HELLO, 0, HELLO.length, fds))
				.withMessageContaining("253");
		}
	}

	@Test
	void rejectsEmptyMessagesAndTargets() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.sender.send(HELLO, 0, 0, List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> this.receiver.receive(new byte[5], 5));
	}

	@Test
	void sendsAndReceivesWithoutWaitingWhereNonBlocking() throws Exception {
		this.pair.first().setNonBlocking(true);
		this.pair.second().setNonBlocking(true);
		assertThat(this.receiver.receive(new byte[10], 0).count()).isEqualTo(NativeBuffer.WOULD_BLOCK);
		byte[] chunk = new byte[1024];
		int sent;
		do {
			sent = this.sender.send(chunk, 0, chunk.length, List.of());
		}
		while (sent > 0);
		assertThat(sent).isEqualTo(NativeBuffer.WOULD_BLOCK);
	}

	@Test
	void failedSendReleasesDescriptors() throws Exception {
		try (Pipe pipe = Pipe.open(); Pipe closed = Pipe.open()) {
			closed.close();
			assertThatExceptionOfType(ClosedChannelException.class)
				.isThrownBy(() -> this.sender.send(HELLO, 0, 5, List.of(pipe.readEnd(), closed.readEnd())));
			// Fails if it were still in use.
			Fd.adopt(pipe.readEnd().surrender()).close();
		}
	}

	@Test
	void tellsThatThePeerIsGone() throws Exception {
		this.pair.second().close();
		assertThat(this.sender.receive(new byte[10], 0).count()).isEqualTo(NativeBuffer.END_OF_FILE);
		assertThatExceptionOfType(ErrnoException.class)
			.isThrownBy(() -> this.sender.send(HELLO, 0, HELLO.length, List.of()))
			.satisfies((ex) -> assertThat(ex.is("EPIPE")).isTrue());
	}

	@Test
	void tellsThatDescriptorsWereLostWhenTooManyFilesAreOpen() throws Exception {
		assertThat(ChildJvm.run(512, OutOfDescriptors.class)).contains("count=5 fds=2 truncated=true")
			.contains("then count=5 fds=3 truncated=false");
	}

	/** Receives where there is room for two more descriptors only. */
	static class OutOfDescriptors {

		public static void main(String[] args) throws Exception {
			Sockets.Pair pair = Sockets.pair();
			MessageSocket sender = new MessageSocket(pair.first(), 1024);
			MessageSocket receiver = new MessageSocket(pair.second(), 1024);
			Pipe pipe = Pipe.open();
			List<Fd> fds = List.of(pipe.readEnd(), pipe.writeEnd(), pair.first());
			// Loads all classes that are needed before no file can be opened any more.
			sender.send(HELLO, 0, HELLO.length, fds);
			System.out.println("first " + show(receiver.receive(new byte[10], 0)));
			List<Fd> fill = new ArrayList<>();
			try {
				while (true) {
					fill.add(pipe.readEnd().duplicate());
				}
			}
			catch (ErrnoException ex) {
				System.out.println(ex.getErrnoName());
			}
			fill.remove(fill.size() - 1).close();
			fill.remove(fill.size() - 1).close();
			sender.send(HELLO, 0, HELLO.length, fds);
			System.out.println(show(receiver.receive(new byte[10], 0)));
			// More than one, because the JVM may take one at any time.
			for (int i = 0; i < 5; i++) {
				fill.remove(fill.size() - 1).close();
			}
			sender.send(HELLO, 0, HELLO.length, fds);
			System.out.println("then " + show(receiver.receive(new byte[10], 0)));
		}

		private static String show(MessageSocket.Received received) {
			received.fds().forEach(Fd::close);
			return "count=" + received.count() + " fds=" + received.fds().size() + " truncated=" + received.truncated();
		}

	}

}
