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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.forkit.posix.EventLoop;
import io.forkit.posix.JdkChannels;
import io.forkit.posix.SharedMemory;
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
 * Tests for {@link SharedPayloads} in channels.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SharedPayloadsTests {

	private static final int MIB = 1 << 20;

	private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

	private final Random random = new Random(7);

	private EventLoop eventLoop;

	private SelectorLoop selectorLoop;

	private ProcessChannel parent;

	private ProcessChannel child;

	@BeforeEach
	void open() throws Exception {
		Sockets.Pair pair = Sockets.pair();
		pair.first().setNonBlocking(true);
		this.eventLoop = new EventLoop("test-shared");
		this.selectorLoop = new SelectorLoop("test-selector");
		this.parent = ProcessChannel
			.builder(new NativeTransport(new NativeLoop(this.eventLoop), pair.first()), WireFormat.FRAMES)
			.open();
		this.child = ProcessChannel
			.builder(new SelectorTransport(this.selectorLoop, JdkChannels.socketChannel(pair.second())),
					WireFormat.FRAMES)
			.open();
		this.parent.onMessage(Object.class, this.received::add);
		this.child.onMessage(Object.class, this.received::add);
	}

	@AfterEach
	void close() {
		this.parent.disconnect();
		this.child.disconnect();
		this.parent.onDisconnect().orTimeout(20, TimeUnit.SECONDS).join();
		this.child.onDisconnect().orTimeout(20, TimeUnit.SECONDS).join();
		this.eventLoop.close();
		this.selectorLoop.close();
	}

	private byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private Object next() throws InterruptedException {
		return this.received.poll(20, TimeUnit.SECONDS);
	}

	private static long memories() throws IOException {
		try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
			return links.filter((link) -> link(link).startsWith("/memfd:forkit-")).count();
		}
	}

	private static String link(Path link) {
		try {
			return Files.readSymbolicLink(link).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private void exchange(ProcessChannel from, int... sizes) throws Exception {
		List<byte[]> sent = new ArrayList<>();
		for (int size : sizes) {
			byte[] bytes = bytes(size);
			sent.add(bytes);
			from.send(bytes);
			// The sender may go on using it.
			sent.set(sent.size() - 1, bytes.clone());
			bytes[0]++;
		}
		for (byte[] bytes : sent) {
			assertThat((byte[]) next()).isEqualTo(bytes);
		}
	}

	@Test
	void largeMessagesOfAllSizesArriveInBothDirections() throws Exception {
		for (ProcessChannel from : List.of(this.parent, this.child, this.parent)) {
			exchange(from, SharedPayloads.LARGE);
			for (int i = 0; i < 3; i++) {
				exchange(from, SharedPayloads.LARGE - 1, SharedPayloads.LARGE, 300_001, 3 * MIB + 1, 10, 17 * MIB, MIB);
			}
		}
		assertThat(memories()).isEqualTo(2);
	}

	@Test
	void largeTextsAndAnswersArrive() throws Exception {
		String text = "ü".repeat(MIB);
		this.child.onMessage(Integer.class, (number, exchange) -> exchange.send(text + number));
		for (int i = 0; i < 10; i++) {
			assertThat(this.parent.request(i, String.class).get(20, TimeUnit.SECONDS)).isEqualTo(text + i);
		}
		assertThat(memories()).isEqualTo(1);
	}

	@Test
	void memoryIsMadeForLargeMessagesOnlyAndGivenBack() throws Exception {
		exchange(this.parent, SharedPayloads.LARGE - 1, 100);
		exchange(this.child, SharedPayloads.LARGE - 1, 100);
		assertThat(memories()).isZero();
		exchange(this.parent, MIB);
		assertThat(memories()).isEqualTo(1);
		this.parent.disconnect();
		Awaitility.await().until(() -> memories() == 0);
	}

	@Test
	void whatWasWrittenBeforeAnOrderlyEndIsStillThereWhenItIsRead() throws Exception {
		for (int round = 0; round < 20; round++) {
			int enough = 8 + round % 7;
			AtomicInteger count = new AtomicInteger();
			Queue<String> wrong = new ConcurrentLinkedQueue<>();
			this.child.onMessage(byte[].class, (bytes) -> {
				int number = count.incrementAndGet();
				byte[] expected = filled(number);
				if (!Arrays.equals(bytes, expected)) {
					wrong.add("%d begins with %d".formatted(number, bytes[0]));
				}
				if (number == enough) {
					this.child.disconnect();
				}
			});
			for (int i = 1; this.parent.isConnected(); i++) {
				this.parent.send(filled(i));
			}
			this.child.onDisconnect().get(20, TimeUnit.SECONDS);
			assertThat(wrong).isEmpty();
			close();
			open();
		}
	}

	private static byte[] filled(int value) {
		byte[] bytes = new byte[MIB];
		Arrays.fill(bytes, (byte) value);
		return bytes;
	}

	@Test
	void contentPassesBesideTheSocketAsSoonAsTheOtherSideHasTakenTheMemory() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			ByteBuffer first = receive(peer, largeMessage(peer), MIB);
			ByteBuffer memory = offered(first).map();
			peer.write(new byte[] { 0, 0, 0, 0, MessageFrames.VERSION, MessageFrames.MEMORY_TAKEN, 0, 0 });
			byte[] first1000 = Arrays.copyOf(largeUntilBeside(peer), 1000);
			byte[] shared = new byte[1000];
			memory.get(SharedRing.HEAD, shared);
			assertThat(shared).isEqualTo(first1000);
		}
	}

	/** Until the answer was read, the content goes through the socket. */
	private byte[] largeUntilBeside(RawPeer peer) throws IOException {
		for (int i = 0; i < 1000; i++) {
			byte[] content = largeMessage(peer);
			int beside = 0;
			int through = 0;
			ByteBuffer all = ByteBuffer.allocate(4 * MIB);
			while (beside + through < MIB) {
				all.put(peer.read());
				beside = 0;
				through = 0;
				for (int at = 0; at + MessageFrames.HEAD <= all.position(); at += MessageFrames.HEAD + all.getInt(at)) {
					boolean part = all.get(at + 5) == MessageFrames.SHARED_PART;
					beside += part ? all.getInt(at + MessageFrames.HEAD) : 0;
					through += part ? 0 : all.getInt(at);
				}
			}
			if (beside == MIB) {
				return content;
			}
		}
		throw new AssertionError("Nothing passes beside the socket");
	}

	private byte[] largeMessage(RawPeer peer) {
		byte[] content = bytes(MIB);
		peer.channel().send(content);
		return content;
	}

	private static ByteBuffer receive(RawPeer peer, byte[] content, int count) throws IOException {
		ByteBuffer all = ByteBuffer.allocate(4 * content.length);
		while (all.position() < count) {
			all.put(peer.read());
		}
		return all.flip();
	}

	private static SharedMemory.Address offered(ByteBuffer frames) {
		while (frames.get(5) != MessageFrames.MEMORY_OFFER) {
			frames = frames.position(MessageFrames.HEAD + frames.getInt(0)).slice();
		}
		ByteBuffer offer = frames.position(MessageFrames.HEAD);
		assertThat(offer.get()).isZero();
		return new SharedMemory.Address(offer.getLong(), offer.getInt(), offer.getLong(), offer.getInt());
	}

	@Test
	void everythingGoesThroughTheSocketIfTheMemoryIsRefused() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			receive(peer, largeMessage(peer), MIB);
			peer.write(new byte[] { 0, 0, 0, 0, MessageFrames.VERSION, MessageFrames.MEMORY_REFUSED, 0, 0 });
			receive(peer, largeMessage(peer), MIB);
			receive(peer, largeMessage(peer), MIB);
		}
	}

	@Test
	void parentMapsNothingThatItsChildOffers() throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES); SharedMemory memory = SharedMemory.create(MIB)) {
			peer.write(RawPeer.bytes(MessageFrames.memoryOffer(memory.address(), false)));
			assertThat(receive(peer, new byte[MIB], MessageFrames.HEAD).get(5))
				.isEqualTo((byte) MessageFrames.MEMORY_REFUSED);
		}
	}

	@Test
	void onlyAnOfferOfMemoryToReadIsAnswered() throws Exception {
		List<Integer> answers = new ArrayList<>();
		SharedPayloads payloads = new SharedPayloads(Transport.MemoryRole.ACCEPTS);
		payloads.open((note) -> answers.add((int) RawPeer.bytes(note)[5]));
		try (SharedMemory first = SharedMemory.create(MIB); SharedMemory second = SharedMemory.create(MIB)) {
			SharedMemory.Address gone = new SharedMemory.Address(first.address().pid(), first.address().number(), 1,
					MIB);
			payloads.offered(first.address(), true);
			payloads.offered(gone, true);
			assertThat(answers).isEmpty();
			payloads.offered(gone, false);
			payloads.offered(second.address(), false);
			assertThat(answers).containsExactly(MessageFrames.MEMORY_REFUSED, MessageFrames.MEMORY_TAKEN);
		}
	}

	@Test
	void announcementOfWhatNobodySharesEndsTheChannel() throws Exception {
		assertEnds(0);
	}

	@Test
	void announcementOfMoreThanThereIsEndsTheChannel() throws Exception {
		assertEnds(5 * MIB);
	}

	private static void assertEnds(int wantedBefore) throws Exception {
		try (RawPeer peer = RawPeer.open(WireFormat.FRAMES)) {
			if (wantedBefore > 0) {
				peer.write(new byte[] { 0, 0, 0, 0, MessageFrames.VERSION, MessageFrames.MEMORY_WANTED, 0, 0 });
				receive(peer, new byte[MIB], MessageFrames.HEAD);
			}
			byte[] message = peer.frame(new byte[8 * MIB], Envelope.PLAIN);
			peer.write(Arrays.copyOf(message, MessageFrames.HEAD + MessageFrames.MAX_PAYLOAD));
			ByteBuffer part = ByteBuffer.allocate(MessageFrames.HEAD + 4);
			MessageFrames.putHead(part, 4, MessageFrames.SHARED_PART, 0);
			peer.write(part.putInt((wantedBefore > 0) ? wantedBefore : 1000).array());
			assertThat(peer.channel().onDisconnect().get(20, TimeUnit.SECONDS).cause())
				.isEqualTo(ChannelEnd.Cause.FAILED);
		}
	}

}
