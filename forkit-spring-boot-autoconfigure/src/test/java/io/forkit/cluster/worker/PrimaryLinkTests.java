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

package io.forkit.cluster.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

import io.forkit.cluster.ControlFormat;
import io.forkit.cluster.ControlMessage;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.ipc.InternalMessage;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Sockets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PrimaryLink}.
 */
@Timeout(60)
class PrimaryLinkTests {

	private final List<Object> received = new CopyOnWriteArrayList<>();

	@Test
	void whatIsSentBeforeTheChannelIsOpenArrivesInItsOrder() throws Exception {
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair handles = Sockets.pair();
		messages.first().setNonBlocking(true);
		try (EventLoop loop = new EventLoop("test-primary")) {
			ProcessChannel primary = ProcessChannel
				.builder(new NativeTransport(new NativeLoop(loop), messages.first()), WireFormat.FRAMES)
				.handles(ProcessChannel.HandleSocket.of(handles.first()))
				.internal(this::received)
				.open();
			PrimaryLink link = new PrimaryLink(mock(WorkerExit.class));
			for (long term = 1; term <= 5; term++) {
				link.send(new ControlMessage.Leading(term));
			}
			link.open(new WorkerIdentity(1, 0, 0, number(messages.second()), number(handles.second())), (message) -> {
			});
			link.send(new ControlMessage.Leading(6));
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.received.size() == 7);
			assertThat(this.received.subList(1, 7))
				.isEqualTo(LongStream.rangeClosed(1, 6).mapToObj(ControlMessage.Leading::new).toList());
			link.disconnect();
			primary.onDisconnect().get();
		}
	}

	private void received(InternalMessage message) {
		try {
			this.received.add(ControlFormat.read(message));
		}
		catch (Exception ex) {
			this.received.add(ex);
		}
	}

	// As from the environment of a worker.
	private static int number(Fd fd) {
		return Integer.parseInt(fd.toString().substring("fd ".length()));
	}

}
