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
import java.util.function.Consumer;

import io.forkit.posix.Spawn;

/**
 * What a worker writes that has the standard streams of the primary, until it has found
 * the primary: pipes, of which this passes everything on, and remembers the last of it.
 * The worker is given the true streams besides, and puts those into their places as soon
 * as it can talk. So nothing of the primary is between a worker that runs and a terminal.
 * Thread-safe.
 */
final class EarlyOutput extends PipedOutput {

	/** Where a worker has the true standard output meanwhile. */
	static final int OUTPUT_NUMBER = 5;

	/** Where a worker has the true standard error meanwhile. */
	static final int ERROR_NUMBER = 6;

	// Of the whole process, and never closed. Each stream of a descriptor stays with it
	// for
	// good, so there is one.
	private static final FileOutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

	private static final FileOutputStream ERROR = new FileOutputStream(FileDescriptor.err);

	private EarlyOutput() throws IOException {
		super(pipe(OUTPUT), () -> pipe(ERROR));
	}

	static EarlyOutput open() throws IOException {
		return new EarlyOutput();
	}

	private static WorkerPipe pipe(FileOutputStream target) throws IOException {
		return WorkerPipe.open(passOnTo(target), () -> {
		});
	}

	private static Consumer<ByteBuffer> passOnTo(FileOutputStream target) {
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
		return super.giveTo(spawn).inherit(OUTPUT_NUMBER, 1).inherit(ERROR_NUMBER, 2);
	}

}
