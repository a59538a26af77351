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

package io.forkit.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Keeps bytes in memory up to a limit, and everything in a temporary file beyond.
 */
final class SpillSink implements ByteSink {

	private static final int CHUNK = 8 * 1024;

	private final ByteArrayOutputStream memory = new ByteArrayOutputStream();

	private final long limit;

	private volatile @Nullable Path file;

	private @Nullable FileChannel channel;

	SpillSink(long limit) {
		this.limit = limit;
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		FileChannel open = this.channel;
		if (open == null && this.memory.size() + bytes.remaining() > this.limit) {
			open = spill();
		}
		byte[] chunk = new byte[CHUNK];
		ByteBuffer source = bytes.duplicate();
		while (source.hasRemaining() && this.memory.size() < this.limit) {
			int count = (int) Math.min(Math.min(chunk.length, source.remaining()), this.limit - this.memory.size());
			source.get(chunk, 0, count);
			this.memory.write(chunk, 0, count);
		}
		while (open != null && bytes.hasRemaining()) {
			open.write(bytes);
		}
	}

	private FileChannel spill() throws IOException {
		Path path = Files.createTempFile("forkit-output-", ".tmp");
		this.file = path;
		FileChannel open = FileChannel.open(path, StandardOpenOption.WRITE);
		this.channel = open;
		ByteBuffer kept = ByteBuffer.wrap(this.memory.toByteArray());
		while (kept.hasRemaining()) {
			open.write(kept);
		}
		return open;
	}

	@Override
	public void end() throws IOException {
		FileChannel open = this.channel;
		if (open != null) {
			open.close();
		}
	}

	@Override
	public byte[] bytes() {
		return this.memory.toByteArray();
	}

	@Override
	public @Nullable Path file() {
		return this.file;
	}

}
