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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ProcessChannel}: what becomes of its descriptors.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessChannelTests {

	@Test
	void whatCannotBeOpenedIsClosed() throws Exception {
		for (Throwable failure : List.of(new IOException("a"), new IllegalStateException("b"),
				new OutOfMemoryError())) {
			// This loop runs nothing.
			Transport transport = mock();
			given(transport.loop()).willReturn(mock(ChannelLoop.class));
			willThrow(failure).given(transport).open(any());
			Sockets.Pair handles = Sockets.pair();
			try (AutoCloseable other = handles.second()::close) {
				assertThatThrownBy(() -> ProcessChannel.builder(transport, WireFormat.FRAMES)
					.handles(ProcessChannel.HandleSocket.of(handles.first()))
					.open()).isSameAs(failure);
				then(transport).should(atLeastOnce()).close();
				assertThat(handles.first().isOpen()).isFalse();
			}
		}
	}

	@Test
	void aSocketThatIsClosedAlreadyIsNoReasonToKeepTheOther() throws Exception {
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair handles = Sockets.pair();
		messages.first().close();
		messages.second().close();
		try (EventLoop loop = new EventLoop("test-closed"); AutoCloseable other = handles.second()::close) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> ProcessChannel
				.builder(new NativeTransport(new NativeLoop(loop), messages.first()), WireFormat.FRAMES)
				.handles(ProcessChannel.HandleSocket.of(handles.first()))
				.open());
			assertThat(handles.first().isOpen()).isFalse();
		}
	}

	@Test
	void handlesAreClosedWithTheChannelAlsoIfNoneWasSent() throws Exception {
		Sockets.Pair messages = Sockets.pair();
		messages.first().setNonBlocking(true);
		ProcessChannel.HandleSocket handles = mock();
		try (EventLoop loop = new EventLoop("test-unused"); AutoCloseable other = messages.second()::close) {
			ProcessChannel channel = ProcessChannel
				.builder(new NativeTransport(new NativeLoop(loop), messages.first()), WireFormat.FRAMES)
				.handles(handles)
				.open();
			messages.second().close();
			channel.onDisconnect().get(20, TimeUnit.SECONDS);
			then(handles).should().close();
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	@SuppressWarnings("unchecked")
	void listenersAreThereBeforeAnythingIsRead(WireFormat format) throws Exception {
		Transport transport = mock(Transport.class);
		given(transport.loop()).willReturn(mock(ChannelLoop.class));
		Consumer<MessageChannel> listeners = mock(Consumer.class);
		ProcessChannel channel = ProcessChannel.builder(transport, format).listeners(listeners).open();
		InOrder order = inOrder(listeners, transport);
		order.verify(listeners).accept(channel);
		order.verify(transport).open(any());
	}

	@Test
	void listenersAreNotNeeded() throws Exception {
		Transport transport = mock(Transport.class);
		given(transport.loop()).willReturn(mock(ChannelLoop.class));
		assertThat(ProcessChannel.builder(transport, WireFormat.FRAMES).open().isConnected()).isTrue();
	}

}
