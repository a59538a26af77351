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

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes that has the standard streams of the primary, until it has found
 * the primary: pipes, of which this passes everything on, and remembers the last of it.
 * The worker is given the true streams besides, and puts those into their places as soon
 * as it can talk. So nothing of the primary is between a worker that runs and a terminal.
 * Thread-safe.
 */
final class EarlyOutput implements StartOutput {

	/** Where a worker has the true standard output meanwhile. */
	static final int OUTPUT_NUMBER = 5;

	/** Where a worker has the true standard error meanwhile. */
	static final int ERROR_NUMBER = 6;

	private final WorkerPipe output;

	private final WorkerPipe error;

	private EarlyOutput(WorkerPipe output, WorkerPipe error) {
		this.output = output;
		this.error = error;
	}

	static EarlyOutput open() throws IOException {
		WorkerPipe output = WorkerPipe.open(passOnTo(FileDescriptor.out), () -> {
		});
		try {
			return new EarlyOutput(output, WorkerPipe.open(passOnTo(FileDescriptor.err), () -> {
			}));
		}
		catch (IOException ex) {
			output.close();
			throw ex;
		}
	}

	private static Consumer<ByteBuffer> passOnTo(FileDescriptor descriptor) {
		// Never closed: it belongs to the whole process.
		FileOutputStream target = new FileOutputStream(descriptor);
		return (bytes) -> {
			byte[] copy = new byte[bytes.remaining()];
			bytes.get(copy);
			try {
				target.write(copy);
			}
			catch (IOException ex) {
				// Nobody reads what the primary writes.
			}
		};
	}

	@Override
	public Spawn giveTo(Spawn spawn) {
		return spawn.descriptor(1, this.output.writeEnd())
			.descriptor(2, this.error.writeEnd())
			.inherit(OUTPUT_NUMBER, 1)
			.inherit(ERROR_NUMBER, 2);
	}

	@Override
	public void given() {
		this.output.writeEnd().close();
		this.error.writeEnd().close();
	}

	@Override
	public void read(EventLoop loop) throws IOException {
		this.output.start(loop);
		this.error.start(loop);
	}

	@Override
	public CompletableFuture<@Nullable String> lastWords() {
		return WorkerPipe.lastWords(this.output, this.error);
	}

	@Override
	public void close() {
		this.output.close();
		this.error.close();
	}

}
