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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativeTransport} and {@link NativeLoop}.
 */
@EnabledOnOs(OS.LINUX)
class NativeTransportTests extends AbstractTransportTests {

	private EventLoop eventLoop;

	@Override
	Transport create(Fd fd) throws Exception {
		this.eventLoop = new EventLoop(LOOP);
		return new NativeTransport(new NativeLoop(this.eventLoop), fd);
	}

	@Override
	void closeLoop() {
		this.eventLoop.close();
	}

	@Test
	void descriptorsGoBothWays() throws Exception {
		try (Pipe pipe = Pipe.open()) {
			assertThat(transport().write(direct("take"), pipe.readEnd())).isEqualTo(4);
			List<Fd> received = new ArrayList<>();
			ByteBuffer target = ByteBuffer.allocateDirect(10);
			assertThat(peer().read(target, received)).isEqualTo(4);
			assertThat(received).hasSize(1);
			peer().write(direct("back"), received.get(0));
			List<Fd> back = new ArrayList<>();
			assertThat(transport().read(target.clear(), back)).isEqualTo(4);
			assertThat(transport().descriptorsLost()).isFalse();
			assertThat(back).hasSize(1);
			received.forEach(Fd::close);
			back.forEach(Fd::close);
			assertThat(pipe.readEnd().isOpen()).isTrue();
		}
	}

	@Test
	void descriptorThatFindsNoRoomIsNotSent() throws Exception {
		fill();
		try (Pipe pipe = Pipe.open()) {
			assertThat(transport().write(direct("x"), pipe.readEnd())).isEqualTo(Transport.WOULD_BLOCK);
		}
	}

}
