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

import java.util.function.Consumer;

import io.forkit.ipc.json.JsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ProcessChannel}.
 */
class ProcessChannelTests {

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	@SuppressWarnings("unchecked")
	void listenersAreThereBeforeAnythingIsRead(WireFormat format) throws Exception {
		Transport transport = mock(Transport.class);
		given(transport.loop()).willReturn(mock(ChannelLoop.class));
		Consumer<MessageChannel> listeners = mock(Consumer.class);
		ProcessChannel channel = ProcessChannel.open(transport, format, null, ChannelSettings.DEFAULTS, new JsonCodec(),
				listeners);
		InOrder order = inOrder(listeners, transport);
		order.verify(listeners).accept(channel);
		order.verify(transport).open(any());
	}

	@Test
	void listenersAreNotNeeded() throws Exception {
		Transport transport = mock(Transport.class);
		given(transport.loop()).willReturn(mock(ChannelLoop.class));
		assertThat(ProcessChannel.open(transport, WireFormat.FRAMES, null, ChannelSettings.DEFAULTS, new JsonCodec())
			.isConnected()).isTrue();
	}

}
