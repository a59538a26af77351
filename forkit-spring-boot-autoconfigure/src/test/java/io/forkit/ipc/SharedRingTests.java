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
import java.nio.ByteOrder;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedRing}.
 */
class SharedRingTests {

	private static final int CAPACITY = 1000;

	private final ByteBuffer memory = ByteBuffer.allocateDirect(SharedRing.HEAD + CAPACITY)
		.order(ByteOrder.nativeOrder());

	private final SharedRing writer = new SharedRing(this.memory);

	private final SharedRing reader = new SharedRing(this.memory.duplicate());

	@Test
	void bytesPassAroundTheEnd() {
		Random random = new Random(1);
		for (int i = 0; i < 1000; i++) {
			byte[] sent = new byte[random.nextInt(CAPACITY) + 1];
			random.nextBytes(sent);
			this.writer.put(sent, 0, sent.length);
			byte[] received = new byte[sent.length + 2];
			this.reader.take(received, 1, sent.length);
			assertThat(received).containsSequence(sent).startsWith(0).endsWith(0);
		}
	}

	@Test
	void roomIsWhatTheReaderHasTaken() {
		assertThat(this.writer.room()).isEqualTo(CAPACITY);
		this.writer.put(new byte[900], 0, 900);
		assertThat(this.writer.room()).isEqualTo(100);
		this.reader.take(new byte[900], 0, 300);
		assertThat(this.writer.room()).isEqualTo(400);
	}

	@Test
	void readerThatSaysNonsenseGetsNothing() {
		this.writer.put(new byte[900], 0, 900);
		this.memory.putLong(0, Long.MIN_VALUE);
		assertThat(this.writer.room()).isZero();
		this.memory.putLong(0, 901);
		assertThat(this.writer.room()).isZero();
	}

}
