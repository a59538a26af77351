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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Pipe;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that a worker writes to, read to its end on one thread at a time, so that it
 * never fills up. Thread-safe.
 */
final class WorkerPipe implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(WorkerPipe.class);

	private static final int BUFFER = 8 * 1024;

	// Then others have their turn.
	private static final int READS_IN_A_ROW = 16;

	private final Pipe pipe;

	private final Consumer<ByteBuffer> sink;

	private final Runnable atEnd;

	private final LastWords words = new LastWords();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

	private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

	private volatile EventLoop.@Nullable Registration registration;

	private WorkerPipe(Pipe pipe, Consumer<ByteBuffer> sink, Runnable atEnd) {
		this.pipe = pipe;
		this.sink = sink;
		this.atEnd = atEnd;
	}

	/**
	 * Make a pipe.
	 * @param sink takes what was written; may block
	 * @param atEnd run after the last of it, unless this is closed before
	 * @return the pipe
	 * @throws IOException if there are too many open files
	 */
	static WorkerPipe open(Consumer<ByteBuffer> sink, Runnable atEnd) throws IOException {
		Pipe pipe = Pipe.open();
		try {
			return new WorkerPipe(pipe, sink, atEnd);
		}
		catch (RuntimeException | Error ex) {
			// There may be no memory for the buffer.
			pipe.close();
			throw ex;
		}
	}

	/** Return what the worker is to be given. */
	Fd writeEnd() {
		return this.pipe.writeEnd();
	}

	/**
	 * Begin to read.
	 * @param loop the loop, which runs the sink as user code
	 * @throws IOException if the pipe cannot be watched
	 */
	void start(EventLoop loop) throws IOException {
		this.pipe.readEnd().setNonBlocking(true);
		EventLoop.Registration prepared = loop.prepare(this.pipe.readEnd(),
				(ready, events) -> loop.runUserCode(() -> read(ready)));
		this.registration = prepared;
		prepared.enable(EventLoop.READ | EventLoop.ONCE);
	}

	private void read(EventLoop.Registration ready) {
		try {
			for (int i = 0; i < READS_IN_A_ROW; i++) {
				int count = this.pipe.readEnd().read(this.buffer.clear());
				if (count == NativeBuffer.END_OF_FILE) {
					end();
					return;
				}
				if (count == NativeBuffer.WOULD_BLOCK) {
					break;
				}
				this.words.add(this.buffer.flip());
				this.sink.accept(this.buffer);
			}
			goOn(ready);
		}
		catch (RuntimeException | Error ex) {
			goOnAfter(ready, ex);
			throw ex;
		}
		catch (IOException ex) {
			logger.debug("The output of a worker is not read any more", ex);
			end();
		}
	}

	/** What was read is lost to the sink, but the worker must not wait for ever. */
	private static void goOnAfter(EventLoop.Registration ready, Throwable failure) {
		try {
			goOn(ready);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	private static void goOn(EventLoop.Registration ready) throws IOException {
		ready.setInterest(EventLoop.READ | EventLoop.ONCE);
	}

	private void end() {
		try {
			this.atEnd.run();
		}
		finally {
			close();
		}
	}

	/** Read no more, also where others have the other end open. */
	@Override
	public void close() {
		EventLoop.Registration current = this.registration;
		if (current != null) {
			current.close();
		}
		this.pipe.close();
		this.ended.complete(null);
	}

	/**
	 * Return the last lines of a worker, when both of its pipes have come to their ends
	 * or were closed. A JVM that cannot begin says so in the one or in the other.
	 * @param output the pipe of its standard output
	 * @param error the pipe of its standard error
	 * @return the lines; {@code null} if there are none
	 */
	static CompletableFuture<@Nullable String> lastWords(WorkerPipe output, WorkerPipe error) {
		return error.ended.thenCombine(output.ended, (first, second) -> {
			String words = Stream.of(output.words, error.words)
				.map(LastWords::text)
				.filter((text) -> text != null)
				.collect(Collectors.joining("\n"));
			return words.isEmpty() ? null : words;
		});
	}

}
