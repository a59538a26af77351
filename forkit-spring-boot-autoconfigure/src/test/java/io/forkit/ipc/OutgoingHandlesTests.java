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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OutgoingHandles}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class OutgoingHandlesTests {

	private final Deque<Runnable> later = new ArrayDeque<>();

	private final ChannelLoop loop = mock();

	private final Outbox outbox = mock();

	private final List<MessageFormat.Note> told = new ArrayList<>();

	private OutgoingHandles handles(WireFormat format, HandleLink link) {
		willAnswer((call) -> {
			this.later.add(call.getArgument(1));
			return null;
		}).given(this.loop).schedule(any(), any());
		willAnswer((call) -> {
			call.<Runnable>getArgument(0).run();
			return null;
		}).given(this.loop).executeUserCode(any());
		OutgoingHandles handles = new OutgoingHandles(format, link, this.loop);
		handles.open(this.outbox, (note) -> this.told.add(note));
		return handles;
	}

	private PendingHandle add(OutgoingHandles handles, Object handle) {
		return handles.add(Handle.of(handle), new SentMessage(this.loop, (number) -> null),
				(tag) -> ByteSource.of(new byte[10], 10));
	}

	@Test
	void inBandNothingOvertakesAHandleThatIsSentAgain() throws Exception {
		OutgoingHandles handles = handles(WireFormat.JSON, null);
		Sockets.Pair pair = Sockets.pair();
		try (AutoCloseable first = pair.first()::close; AutoCloseable second = pair.second()::close) {
			PendingHandle handle = add(handles, pair.first());
			assertThat(handles.mayBegin(handle)).isTrue();
			List<Boolean> others = new ArrayList<>();
			willAnswer((call) -> {
				// Whoever writes at this moment.
				others.add(handles.mayBegin(null));
				return null;
			}).given(this.outbox).addFirst(any());
			handles.lost(0);
			others.add(handles.mayBegin(null));
			this.later.remove().run();
			assertThat(others).containsExactly(false, false);
			// Told twice, and sent once.
			handles.lost(0);
			assertThat(this.later).isEmpty();
			assertThat(handles.mayBegin(handle)).isTrue();
			assertThat(handles.mayBegin(null)).isFalse();
			handles.arrived(0);
			assertThat(handles.mayBegin(null)).isTrue();
			assertThat(handle.message()).isDone();
		}
	}

	@Test
	void inBandAHandleThatIsGivenUpBeforeItIsSentAgainHoldsUpNothing() throws Exception {
		OutgoingHandles handles = handles(WireFormat.JSON, null);
		Sockets.Pair pair = Sockets.pair();
		try (AutoCloseable first = pair.first()::close; AutoCloseable second = pair.second()::close) {
			PendingHandle handle = add(handles, pair.first());
			assertThat(handles.mayBegin(handle)).isTrue();
			handles.lost(0);
			this.later.remove().run();
			handle.message().cancel(false);
			assertThat(handles.mayBegin(null)).isTrue();
			assertThat(pair.first().isOpen()).isFalse();
		}
	}

	@Test
	void whateverKeepsAHandleFromBeingSentAgainGivesItUp() throws Exception {
		for (Throwable failure : List.of(new IllegalStateException(), new NoClassDefFoundError())) {
			HandleLink link = mock();
			given(link.send(anyInt(), any())).willReturn(true).willThrow(failure);
			this.told.clear();
			OutgoingHandles handles = handles(WireFormat.FRAMES, link);
			try (Pipe pipe = Pipe.open()) {
				PendingHandle handle = add(handles, pipe.readEnd());
				assertThat(handles.mayBegin(handle)).isTrue();
				assertThat(handles.send(handle)).isEqualTo(HandleGate.Sent.NOW);
				handles.lost(handle.number());
				this.later.remove().run();
				assertThat(handle.message()).isCompletedExceptionally();
				assertThat(pipe.readEnd().isOpen()).isFalse();
				assertThat(this.told)
					.containsExactly(new MessageFormat.Note(MessageFormat.Note.Kind.HANDLE_GIVEN_UP, handle.number()));
			}
		}
	}

	@Test
	void aHandleThatIsGivenUpWhileItIsUnderWayStaysOpenUntilTheOtherSideHasSpoken() throws Exception {
		for (WireFormat format : WireFormat.values()) {
			for (boolean dies : new boolean[] { false, true }) {
				Sockets.Pair pair = Sockets.pair();
				try (RawPeer peer = RawPeer.open(format); AutoCloseable second = pair.second()::close) {
					SentMessage sent = peer.channel().send("take", pair.first());
					peer.readUntil("take");
					sent.cancel(false);
					peer.channel().send("behind");
					assertThat(pair.first().isOpen()).isTrue();
					if (dies) {
						peer.die();
					}
					else if (format == WireFormat.JSON) {
						peer.write("{\"cmd\":\"NODE_HANDLE_ACK\"}\n".getBytes());
					}
					else {
						peer.note(MessageFormat.Note.Kind.HANDLE_ARRIVED, 1);
					}
					Awaitility.await().until(() -> !pair.first().isOpen());
					if (!dies) {
						peer.channel().request("next", Integer.class);
						peer.readUntil("next");
					}
				}
			}
		}
	}

	@Test
	void aHandleThatCannotBeSentIsForgotten() throws Exception {
		HandleLink link = mock();
		given(link.send(anyInt(), any())).willThrow(new IllegalStateException());
		OutgoingHandles handles = handles(WireFormat.FRAMES, link);
		try (Pipe pipe = Pipe.open()) {
			PendingHandle handle = add(handles, pipe.readEnd());
			assertThat(handles.mayBegin(handle)).isTrue();
			handle.message().cancel(false);
			assertThat(pipe.readEnd().isOpen()).isTrue();
			assertThat(handles.send(handle)).isEqualTo(HandleGate.Sent.NEVER);
			assertThat(pipe.readEnd().isOpen()).isFalse();
			assertThat(handle.message().handle((sent, ex) -> true).get(1, TimeUnit.SECONDS)).isTrue();
		}
	}

}
