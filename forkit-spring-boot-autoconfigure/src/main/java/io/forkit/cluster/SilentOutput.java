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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import io.forkit.posix.Pipe;
import io.forkit.posix.Spawn;
import io.forkit.process.LineSink;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The pipes that a silent worker writes to. They are read on a loop also where nobody
 * listens, so that they never fill up. Thread-safe.
 */
final class SilentOutput implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(SilentOutput.class);

	private static final int BUFFER = 8 * 1024;

	// Then others have their turn.
	private static final int READS_IN_A_ROW = 16;

	private final List<Consumer<WorkerOutput>> listeners = new CopyOnWriteArrayList<>();

	private final Pipe output;

	private final Pipe error;

	private final List<Reader> readers = new CopyOnWriteArrayList<>();

	private SilentOutput(Pipe output, Pipe error) {
		this.output = output;
		this.error = error;
	}

	static SilentOutput open() throws IOException {
		Pipe output = Pipe.open();
		try {
			return new SilentOutput(output, Pipe.open());
		}
		catch (IOException ex) {
			output.close();
			throw ex;
		}
	}

	/**
	 * Let a program write to this.
	 * @param spawn the program
	 * @return the same
	 */
	Spawn giveTo(Spawn spawn) {
		return spawn.descriptor(1, this.output.writeEnd()).descriptor(2, this.error.writeEnd());
	}

	/**
	 * The program has its ends.
	 */
	void given() {
		this.output.writeEnd().close();
		this.error.writeEnd().close();
	}

	/**
	 * Begin to read.
	 * @param loop the loop, which runs the listeners
	 * @throws IOException if the pipes cannot be watched
	 */
	void read(EventLoop loop) throws IOException {
		start(new Reader(loop, this.output.readEnd(), false));
		start(new Reader(loop, this.error.readEnd(), true));
	}

	private void start(Reader reader) throws IOException {
		this.readers.add(reader);
		reader.start();
	}

	MessageSubscription listen(Consumer<WorkerOutput> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Read no more, also where others have the pipes open.
	 */
	@Override
	public void close() {
		this.readers.forEach(Reader::close);
		this.output.close();
		this.error.close();
	}

	/**
	 * Reads one of the pipes, on one thread at a time.
	 */
	private final class Reader {

		private final EventLoop loop;

		private final Fd pipe;

		private final LineSink lines;

		private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

		private volatile EventLoop.@Nullable Registration registration;

		Reader(EventLoop loop, Fd pipe, boolean error) {
			this.loop = loop;
			this.pipe = pipe;
			this.lines = new LineSink(StandardCharsets.UTF_8, (line) -> {
				WorkerOutput written = new WorkerOutput(error, line);
				SilentOutput.this.listeners.forEach((listener) -> listener.accept(written));
			});
		}

		void start() throws IOException {
			this.pipe.setNonBlocking(true);
			EventLoop.Registration prepared = this.loop.prepare(this.pipe,
					(ready, events) -> this.loop.runUserCode(() -> read(ready)));
			this.registration = prepared;
			prepared.enable(EventLoop.READ | EventLoop.ONCE);
		}

		void close() {
			EventLoop.Registration current = this.registration;
			if (current != null) {
				current.close();
			}
		}

		private void read(EventLoop.Registration ready) {
			try {
				for (int i = 0; i < READS_IN_A_ROW; i++) {
					int count = this.pipe.read(this.buffer.clear());
					if (count == NativeBuffer.END_OF_FILE) {
						end(ready);
						return;
					}
					if (count == NativeBuffer.WOULD_BLOCK) {
						break;
					}
					this.lines.write(this.buffer.flip());
				}
				ready.setInterest(EventLoop.READ | EventLoop.ONCE);
			}
			catch (IOException ex) {
				logger.debug("The output of a worker is not read any more", ex);
				end(ready);
			}
		}

		private void end(EventLoop.Registration ready) {
			this.lines.end();
			ready.close();
			this.pipe.close();
		}

	}

}
