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

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what large messages take. Bytes that are allocated stand for those that are
 * copied: a message that were put together again for each piece would take their square.
 */
class LargeMessageTests {

	private static final int MIB = 1 << 20;

	// What may be sent unless it is configured.
	private static final int LARGEST = 256 * MIB;

	private static final int LIMIT = LARGEST + MIB;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final List<Object> received = new ArrayList<>();

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void whatItTakesToSendAndReceiveATextGrowsAsTheText(WireFormat format) throws Exception {
		travel(format, MIB);
		long small = travel(format, 4 * MIB);
		long large = travel(format, 32 * MIB);
		assertThat(large).isBetween(4 * small, 12 * small);
	}

	@Test
	void theLargestBytesAreCopiedAFewTimesOnly() throws Exception {
		travel(WireFormat.FRAMES, MIB);
		FramesFormat format = new FramesFormat(LIMIT, new JsonCodec());
		long before = this.threads.getCurrentThreadAllocatedBytes();
		decode(format, new MessageFrames.Pieces(0, head(LARGEST), new byte[LARGEST], null));
		// The source, and what it is put together in, which is doubled until it is large
		// enough.
		assertThat(this.threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * LARGEST);
		assertThat(this.received).containsExactly(LARGEST);
	}

	private static ValueWriter head(int length) {
		ValueWriter head = new ValueWriter(new Beans(new JsonCodec()));
		head.skip(MessageFrames.HEAD);
		head.writeTag(ValueWriter.BYTES);
		head.writeInt(length);
		return head;
	}

	private long travel(WireFormat wireFormat, int length) throws Exception {
		String text = "x".repeat(length);
		MessageFormat format = (wireFormat == WireFormat.JSON) ? new NodeFormat(LIMIT, new JsonCodec())
				: new FramesFormat(LIMIT, new JsonCodec());
		long before = this.threads.getCurrentThreadAllocatedBytes();
		decode(format, format.message(text, Envelope.PLAIN));
		assertThat(this.received).containsExactly(length);
		this.received.clear();
		return this.threads.getCurrentThreadAllocatedBytes() - before;
	}

	private void decode(MessageFormat format, ByteSource source) throws Exception {
		ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
		boolean done = false;
		while (!done) {
			done = source.copyTo(buffer);
			buffer.flip();
			format.decode(buffer, new ArrayList<>(), new Lengths());
			buffer.compact();
		}
	}

	private final class Lengths implements MessageFormat.Receiver {

		@Override
		public void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor) {
			Object value = body.as(Object.class);
			LargeMessageTests.this.received
				.add((value instanceof byte[] bytes) ? bytes.length : String.valueOf(value).length());
		}

		@Override
		public void failure(long id, MessageFormat.Failure failure) {
		}

		@Override
		public void note(MessageFormat.Note note) {
		}

		@Override
		public void question(MessageFormat.SocketQuestion question) {
		}

	}

}
