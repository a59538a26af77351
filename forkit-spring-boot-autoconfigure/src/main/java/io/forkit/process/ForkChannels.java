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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Opens the channels of a template. All of them are served by one loop, which there is
 * from the first fork on. It is not the one that watches programs, because it runs the
 * user's listeners.
 */
final class ForkChannels implements ForkChannel.Factory, AutoCloseable {

	private static final Duration LAST_BYTES = Duration.ofSeconds(2);

	private final JsonCodec codec;

	private @Nullable EventLoop loop;

	private int open;

	private boolean closed;

	/**
	 * Create channels.
	 * @param codec writes and reads records and beans
	 */
	ForkChannels(JsonCodec codec) {
		this.codec = codec;
	}

	@Override
	public ForkChannel open(ForkChannel.Ends ends) throws IOException {
		NativeLoop current;
		try {
			current = new NativeLoop(claimLoop());
		}
		catch (IOException | RuntimeException | Error ex) {
			ends.close();
			throw ex;
		}
		ProcessChannel channel;
		try {
			Fd handles = ends.handles();
			ForkChannel.Terms terms = ends.terms();
			channel = ProcessChannel.builder(new NativeTransport(current, ends.messages()), terms.format())
				.handles((handles != null) ? ProcessChannel.HandleSocket.of(handles) : null)
				.settings(terms.settings())
				.codec(this.codec)
				.listeners(terms.listeners())
				.peer(ends.program())
				.open();
		}
		catch (IOException | RuntimeException | Error ex) {
			release();
			ends.close();
			throw ex;
		}
		channel.onDisconnect().whenComplete((end, ex) -> release());
		return new Opened(channel);
	}

	private synchronized EventLoop claimLoop() throws IOException {
		EventLoop current = this.loop;
		if (current == null) {
			current = new EventLoop("forkit-channels");
			this.loop = current;
		}
		this.open++;
		return current;
	}

	private synchronized void release() {
		this.open--;
		closeIfUnused();
	}

	/** Ends the loop as soon as the last channel has ended. */
	@Override
	public synchronized void close() {
		this.closed = true;
		closeIfUnused();
	}

	private void closeIfUnused() {
		if (this.closed && this.open == 0 && this.loop != null) {
			this.loop.close();
			this.loop = null;
		}
	}

	/**
	 * A channel to a program.
	 *
	 * @param channel the channel
	 */
	private record Opened(ProcessChannel channel) implements ForkChannel {

		@Override
		public void programEnded() {
			this.channel.endAfter(LAST_BYTES);
		}

		@Override
		public CompletionStage<?> ended() {
			return this.channel.onDisconnect();
		}

		@Override
		public MessageChannel messages() {
			return this.channel;
		}

	}

}
