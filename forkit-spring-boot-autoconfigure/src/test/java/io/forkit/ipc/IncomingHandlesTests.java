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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link IncomingHandles} of which some are lost on the way.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class IncomingHandlesTests {

	private static final ChannelSettings SMALL = new ChannelSettings(256 * 1024, QueuePolicy.BLOCK,
			Duration.ofSeconds(30), 1 << 24, Duration.ofSeconds(30));

	private final AtomicBoolean tooManyOpenFiles = new AtomicBoolean();

	private final BlockingQueue<Object> internal = new LinkedBlockingQueue<>();

	private EventLoop loop;

	private ProcessChannel parent;

	private ProcessChannel child;

	@BeforeEach
	void open() throws Exception {
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair handles = Sockets.pair();
		this.loop = new EventLoop("test-handles");
		this.parent = open(messages.first(), ProcessChannel.HandleSocket.of(handles.first()));
		this.child = open(messages.second(), new Failing(handles.second()));
	}

	private ProcessChannel open(Fd socket, ProcessChannel.HandleSocket handles) throws IOException {
		socket.setNonBlocking(true);
		return ProcessChannel.builder(new NativeTransport(new NativeLoop(this.loop), socket), WireFormat.FRAMES)
			.handles(handles)
			.settings(SMALL)
			.internal((message) -> this.internal.add(message.handle() != null))
			.open();
	}

	@AfterEach
	void close() {
		this.parent.disconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.child.disconnect().orTimeout(30, TimeUnit.SECONDS).join();
		this.loop.close();
	}

	@Test
	void aHandleThatIsLostForAMomentStopsNothingHoweverMuchIsBehindIt() throws Exception {
		this.tooManyOpenFiles.set(true);
		AtomicReference<@Nullable Boolean> taken = new AtomicReference<>();
		AtomicInteger behind = new AtomicInteger();
		this.child.onMessage(String.class, (text, exchange) -> taken.set(exchange.handle().isPresent()));
		this.child.onMessage(byte[].class, (bytes) -> behind.incrementAndGet());
		try (Pipe pipe = Pipe.open()) {
			SentMessage sent = this.parent.send("take", pipe.readEnd());
			for (int i = 0; i < 13; i++) {
				this.parent.send(new byte[20_000]);
			}
			// The first of them fills the inbox.
			CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 187; i++) {
					this.parent.send(new byte[20_000]);
				}
			});
			Awaitility.await().until(() -> this.parent.queuedBytes() > 100_000 || sent.isDone());
			this.tooManyOpenFiles.set(false);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> behind.get() == 200);
			assertThat(sent).isDone();
			assertThat(taken.get()).isEqualTo(!sent.isCompletedExceptionally());
		}
	}

	@Test
	void aHandleForListenersAndAnInternalOneMayBeMissingAtOnce() throws Exception {
		BlockingQueue<Object> taken = new LinkedBlockingQueue<>();
		this.child.onMessage(String.class, (text, exchange) -> taken.add(exchange.handle().isPresent()));
		this.tooManyOpenFiles.set(true);
		List<SentMessage> sent = new ArrayList<>();
		try (Pipe pipe = Pipe.open()) {
			for (int i = 0; i < 10; i++) {
				sent.add(this.parent.send("take", Handle.of(pipe.readEnd()).keepOpen()));
				sent.add(this.parent.internal().send("take", Handle.of(pipe.readEnd()).keepOpen()));
				if (i == 4) {
					// They are given up by now, one after the other.
					Awaitility.await().until(() -> sent.stream().allMatch(CompletableFuture::isDone));
					this.tooManyOpenFiles.set(false);
				}
			}
			for (int i = 0; i < 10; i++) {
				assertThat(taken.poll(20, TimeUnit.SECONDS)).isEqualTo(i > 4);
				assertThat(this.internal.poll(20, TimeUnit.SECONDS)).isEqualTo(i > 4);
			}
		}
	}

	@Test
	void eachThatIsMissingIsToldOnceAndMayBeGivenUp() {
		this.tooManyOpenFiles.set(true);
		List<MessageFormat.Note> notes = new ArrayList<>();
		IncomingHandles handles = new IncomingHandles(new HandleLink(new Failing(mock())));
		handles.open(notes::add, () -> {
		});
		List<Incoming> both = List.of(incoming(1), incoming(2));
		for (int i = 0; i < 3; i++) {
			assertThat(both).noneMatch(handles::complete);
		}
		assertThat(notes).containsExactly(lost(1), lost(2));
		handles.again(2);
		assertThat(both).noneMatch(handles::complete);
		assertThat(notes).containsExactly(lost(1), lost(2), lost(2));
		handles.givenUp(1);
		handles.givenUp(2);
		assertThat(both).allMatch(handles::complete);
	}

	private static Incoming incoming(int handle) {
		return new Incoming(handle, new Envelope(Envelope.Purpose.MESSAGE, 0, new Envelope.HandleTag(handle, 0)),
				mock(), null);
	}

	private static MessageFormat.Note lost(int number) {
		return new MessageFormat.Note(MessageFormat.Note.Kind.HANDLE_LOST, number);
	}

	/**
	 * A socket that cannot be opened for a while.
	 */
	private final class Failing implements ProcessChannel.HandleSocket {

		private final Fd fd;

		Failing(Fd fd) {
			this.fd = fd;
		}

		@Override
		public Fd open() throws IOException {
			if (IncomingHandlesTests.this.tooManyOpenFiles.get()) {
				throw new IOException("Too many open files");
			}
			return this.fd;
		}

		@Override
		public void close() {
			this.fd.close();
		}

	}

}
