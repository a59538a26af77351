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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.forkit.ipc.json.JsonCodec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for a channel of which the other side asks and does not listen, or goes on
 * sending after the end.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NotesOfAHostilePeerTests {

	private static final ChannelSettings SMALL = new ChannelSettings(1 << 20, QueuePolicy.BLOCK, Duration.ofSeconds(30),
			1 << 24, Duration.ofSeconds(30));

	@Test
	void whoAsksAndDoesNotReadIsNotReadEither() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			byte[] answer = peer.text(MessageFormat.Note.Kind.HANDLED, 1).getBytes();
			int total = 120_000;
			CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 0; i < total; i++) {
						peer.note(MessageFormat.Note.Kind.ACK_WANTED, i);
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			Awaitility.await().until(() -> peer.channel().isReadingPaused());
			assertThat(asking).isNotDone();
			long read = 0;
			while (read < (long) total * answer.length) {
				read += peer.read().length;
			}
			asking.get(20, TimeUnit.SECONDS);
			assertThat(peer.channel().isReadingPaused()).isFalse();
		}
	}

	@Test
	void theEndOfWhoAsksAndDoesNotReadIsSeen() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			CompletableFuture.runAsync(() -> {
				try {
					while (true) {
						peer.note(MessageFormat.Note.Kind.ACK_WANTED, 1);
					}
				}
				catch (IOException ex) {
					// The end.
				}
			});
			Awaitility.await().until(() -> peer.channel().isReadingPaused());
			peer.die();
			peer.channel().onDisconnect().get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void aQuestionWithALongKeyHoldsUpNothing() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.JSON)) {
			String question = "{\"cmd\":\"NODE_SOCKET_GET_COUNT\",\"key\":\"%s\"}\n";
			peer.write(question.formatted("x".repeat(300_000)).getBytes());
			peer.write(question.formatted("short").getBytes());
			assertThat(peer.readUntil("short")).doesNotContain("xxx");
			peer.channel().send("behind");
			peer.readUntil("behind");
		}
	}

	@Test
	void whoGoesOnSendingAfterTheEndDoesNotFillTheHeap() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES, SMALL)) {
			AtomicLong written = new AtomicLong();
			peer.channel().disconnect();
			byte[] frame = peer.frame(new byte[50_000], Envelope.PLAIN);
			CompletableFuture.runAsync(() -> {
				try {
					while (true) {
						peer.write(frame);
						written.addAndGet(frame.length);
					}
				}
				catch (IOException ex) {
					// The end.
				}
			});
			Awaitility.await().until(() -> peer.channel().isReadingPaused());
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.DISCONNECTED);
			assertThat(written.get()).isLessThan(16 * 1024 * 1024);
		}
	}

	@Test
	void internalMessagesBehindAHandleThatNeverComesDoNotFillTheHeap() throws Exception {
		CompletableFuture<Throwable> reason = new CompletableFuture<>();
		try (RawPeer peer = RawPeer.listening((message) -> {
		})) {
			peer.channel().onError(reason::complete);
			peer.write(
					peer.frame("first", new Envelope(Envelope.Purpose.MESSAGE, 0, new Envelope.HandleTag(7, 0), true)));
			byte[] frame = peer.frame(new byte[60_000], new Envelope(Envelope.Purpose.MESSAGE, 0, null, true));
			assertThatIOException().isThrownBy(() -> {
				for (int i = 0; i < 200; i++) {
					peer.write(frame);
				}
			});
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.FAILED);
			assertThat(reason.get(20, TimeUnit.SECONDS)).hasMessageContaining("wait for a handle");
		}
	}

	@Test
	void internalMessagesThatNobodyWantsAreNonsense() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			peer.channel().onError((ex) -> {
			});
			peer.write(peer.frame("an answer too late", new Envelope(Envelope.Purpose.ANSWER, 1, null, true)));
			peer.channel().send("still here");
			peer.readUntil("still here");
			peer.write(peer.frame("x", new Envelope(Envelope.Purpose.MESSAGE, 0, null, true)));
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.FAILED);
		}
	}

	@Test
	void whoSaysFarewellAgainAndAgainTakesNoMemory() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			CountDownLatch handling = new CountDownLatch(1);
			peer.channel().onMessage(String.class, (text) -> {
				handling.countDown();
				await(release);
			});
			peer.message("block");
			peer.note(MessageFormat.Note.Kind.ACK_WANTED, 1);
			handling.await();
			for (int i = 0; i < 1000; i++) {
				peer.note(MessageFormat.Note.Kind.FAREWELL, 0);
			}
			peer.note(MessageFormat.Note.Kind.ACK_WANTED, 2);
			peer.readUntil(peer.text(MessageFormat.Note.Kind.HANDLED, 2));
			CompletableFuture<?> ended = (CompletableFuture<?>) ReflectionTestUtils
				.getField(((DefaultMessageChannel) peer.channel()).life(), "ended");
			assertThat(ended.getNumberOfDependents()).isLessThan(10);
			release.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aServerWithALongNameIsNotRemembered() {
		List<String> keys = new ArrayList<>();
		NodeFormat format = new NodeFormat(1 << 20, new JsonCodec());
		String line = "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Socket\",\"msg\":1,\"key\":\"%s\"}\n";
		String lines = line.formatted("x".repeat(4097)) + line.formatted("y".repeat(4096));
		MessageFormat.Receiver receiver = mock();
		willAnswer((call) -> keys.add(call.<Envelope>getArgument(0).handle().key())).given(receiver)
			.message(any(), any(), any());
		assertThatNoException().isThrownBy(() -> format.decode(ByteBuffer.wrap(lines.getBytes()),
				new ArrayList<>(Arrays.asList(null, null)), receiver));
		assertThat(keys).containsExactly(null, "y".repeat(4096));
	}

	@Test
	void manyFailuresThatWaitToBeToldHaveNoText() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			peer.channel().onError((ex) -> {
			});
			peer.channel().onMessage(Integer.class, (number) -> {
				throw new IllegalStateException("long ".repeat(1000));
			});
			int total = 20_000;
			CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
				try {
					for (int i = 1; i <= total; i++) {
						peer.message(i);
						peer.note(MessageFormat.Note.Kind.ACK_WANTED, i);
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			asking.get(30, TimeUnit.SECONDS);
			String all = peer.readUntil("its message was left out");
			assertThat(all).contains("long long").hasSizeLessThan(8 * 1024 * 1024);
		}
	}

}
