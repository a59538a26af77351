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

package io.forkit.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.Fd;
import io.forkit.posix.Spawn;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A file that one worker after the other writes to.
 */
final class OutputFile implements StartOutput {

	private static final Log logger = LogFactory.getLog(OutputFile.class);

	private final Path path;

	private final Fd file;

	/** What is before that was written by others. */
	private final long start;

	private OutputFile(Path path, Fd file, long start) {
		this.path = path;
		this.file = file;
		this.start = start;
	}

	static OutputFile open(Path path) throws IOException {
		Fd file = Fd.append(path);
		return new OutputFile(path, file, path.toFile().length());
	}

	@Override
	public Spawn giveTo(Spawn spawn) {
		return spawn.descriptor(1, this.file).descriptor(2, this.file);
	}

	@Override
	public void given() {
		this.file.close();
	}

	@Override
	public CompletableFuture<@Nullable String> lastWords() {
		if (!Files.isRegularFile(this.path)) {
			// A named pipe, which cannot be read without taking from who reads it.
			return CompletableFuture.completedFuture(null);
		}
		LastWords words = new LastWords();
		try (FileChannel channel = FileChannel.open(this.path, StandardOpenOption.READ)) {
			channel.position(Math.max(this.start, channel.size() - LastWords.MAX_BYTES));
			ByteBuffer bytes = ByteBuffer.allocate(LastWords.MAX_BYTES);
			while (bytes.hasRemaining() && channel.read(bytes) > 0) {
				// Not all at once, perhaps.
			}
			words.add(bytes.flip());
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("What a worker has written to " + this.path + " cannot be read", ex);
		}
		return CompletableFuture.completedFuture(words.text());
	}

	@Override
	public void close() {
		this.file.close();
	}

}
