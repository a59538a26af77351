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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Outbox}.
 */
class OutboxTests {

	private final Transport transport = mock();

	private final HandleGate gate = mock();

	private boolean writeWanted;

	private Runnable meanwhile = () -> {
	};

	@Test
	void whoFindsTheTransportFullWhileItIsSaidToHaveRoomIsNotForgotten() throws Exception {
		given(this.transport.write(any())).willReturn(Transport.WOULD_BLOCK);
		given(this.gate.mayBegin(any())).willReturn(true);
		Outbox outbox = new Outbox(this.transport, mock(), this::write, ChannelSettings.DEFAULTS, this.gate, mock(),
				Long.MAX_VALUE);
		add(outbox);
		assertThat(this.writeWanted).isTrue();
		this.meanwhile = () -> add(outbox);
		outbox.writable();
		assertThat(this.writeWanted).isTrue();
	}

	private void write(boolean wanted) {
		if (!wanted) {
			this.meanwhile.run();
		}
		this.writeWanted = wanted;
	}

	private static void add(Outbox outbox) {
		outbox.add(Outgoing.message(ByteSource.of(new byte[10], 10), new SentMessage(mock(), (number) -> null), true));
	}

}
