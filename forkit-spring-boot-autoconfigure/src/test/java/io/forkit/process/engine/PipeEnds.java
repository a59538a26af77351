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

package io.forkit.process.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads and writes the ends of pipes as their contract says, and waits in between.
 */
final class PipeEnds {

	private final PipeEnd end;

	private final Semaphore ready = new Semaphore(0);

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

	private PipeEnds(PipeEnd end) {
		this.end = end;
		end.onReady(this.ready::release);
	}

	static String readText(ProgramOutput output) throws Exception {
		return new String(read(output), StandardCharsets.UTF_8);
	}

	static byte[] read(ProgramOutput output) throws Exception {
		try (output) {
			return of(output).read(Integer.MAX_VALUE);
		}
	}

	static String readLine(ProgramOutput output) throws Exception {
		return of(output).readLine();
	}

	/**
	 * Use an end more than once, as its listener can be set only once.
	 * @param end the end
	 * @return what reads or writes it
	 */
	static PipeEnds of(PipeEnd end) {
		return new PipeEnds(end);
	}

	String readLine() throws Exception {
		StringBuilder line = new StringBuilder();
		while (line.indexOf("\n") < 0) {
			byte[] next = read(1);
			assertThat(next).as("a line").isNotEmpty();
			line.append((char) next[0]);
		}
		return line.toString().strip();
	}

	String readRest() throws Exception {
		return new String(read(Integer.MAX_VALUE), StandardCharsets.UTF_8);
	}

	static void write(ProgramInput input, byte[] bytes) throws Exception {
		of(input).write(bytes);
	}

	void write(String text) throws Exception {
		write(text.getBytes(StandardCharsets.UTF_8));
	}

	private void write(byte[] bytes) throws Exception {
		ProgramInput input = (ProgramInput) this.end;
		for (int offset = 0; offset < bytes.length;) {
			this.buffer.clear();
			this.buffer.put(bytes, offset, Math.min(bytes.length - offset, this.buffer.capacity())).flip();
			int count = input.write(this.buffer);
			if (count == ProgramInput.WOULD_BLOCK) {
				await();
			}
			else {
				offset += count;
			}
		}
	}

	private byte[] read(int limit) throws Exception {
		ProgramOutput output = (ProgramOutput) this.end;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		while (bytes.size() < limit) {
			this.buffer.clear().limit(Math.min(this.buffer.capacity(), limit - bytes.size()));
			int count = output.read(this.buffer);
			if (count == ProgramOutput.END) {
				break;
			}
			if (count == ProgramOutput.WOULD_BLOCK) {
				await();
				continue;
			}
			byte[] chunk = new byte[count];
			this.buffer.flip().get(chunk);
			bytes.write(chunk);
		}
		return bytes.toByteArray();
	}

	private void await() throws InterruptedException {
		this.end.request();
		awaitReady();
	}

	void awaitReady() throws InterruptedException {
		assertThat(this.ready.tryAcquire(20, TimeUnit.SECONDS)).as("the end becomes ready").isTrue();
	}

}
