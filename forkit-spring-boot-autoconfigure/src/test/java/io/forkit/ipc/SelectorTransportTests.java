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

import io.forkit.posix.Fd;
import io.forkit.posix.FdNumbers;
import io.forkit.posix.InheritedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SelectorTransport} and {@link SelectorLoop}.
 */
@EnabledOnOs(OS.LINUX)
class SelectorTransportTests extends AbstractTransportTests {

	private SelectorLoop loop;

	@Override
	Transport create(Fd fd) throws Exception {
		this.loop = new SelectorLoop(LOOP);
		return new SelectorTransport(this.loop, InheritedChannel.socketChannel(FdNumbers.surrender(fd)));
	}

	@Override
	void closeLoop() {
		this.loop.close();
	}

	@Test
	void carriesNoDescriptors() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> transport().write(direct("x"), peerFd()));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> transport().read(ByteBuffer.allocateDirect(1), new ArrayList<>()));
		assertThat(transport().descriptorsLost()).isFalse();
	}

}
