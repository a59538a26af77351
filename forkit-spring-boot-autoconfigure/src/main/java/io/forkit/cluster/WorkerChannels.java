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
import java.util.List;

import io.forkit.ipc.NativeLoop;
import io.forkit.ipc.NativeTransport;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Sockets;

/**
 * Opens the channels to the workers. They have a loop of their own, because it runs the
 * listeners of the user: the thread of the supervisor never does.
 */
final class WorkerChannels implements AutoCloseable {

	private final EventLoop loop;

	private final SupervisorLoop supervisor;

	private final JsonCodec codec;

	private final List<ControlTopic> topics;

	WorkerChannels(SupervisorLoop supervisor, JsonCodec codec, List<ControlTopic> topics) throws IOException {
		this.topics = topics;
		this.loop = new EventLoop("forkit-channels");
		this.supervisor = supervisor;
		this.codec = codec;
	}

	/**
	 * Open a channel.
	 * @param ends the sockets, of which the first ones belong to the channel from now on
	 * @param pid the process at the other end
	 * @param listener told what arrives, on the thread of the supervisor
	 * @return the channel
	 * @throws IOException if it cannot be opened
	 */
	WorkerChannel open(Ends ends, long pid, WorkerProcess.Listener listener) throws IOException {
		WorkerTopics workerTopics = new WorkerTopics(this.topics, pid);
		WorkerChannel.Receiver receiver = new WorkerChannel.Receiver(this.supervisor, pid, listener, workerTopics);
		ends.messages().first().setNonBlocking(true);
		ProcessChannel channel = ProcessChannel
			.builder(new NativeTransport(new NativeLoop(this.loop), ends.messages().first()), WireFormat.FRAMES)
			.handles(ProcessChannel.HandleSocket.of(ends.handles().first()))
			.codec(this.codec)
			.peer(() -> "Worker process " + pid)
			.internal(receiver)
			.open();
		workerTopics.opened(channel);
		return new WorkerChannel(channel, receiver);
	}

	/**
	 * Read what a worker writes.
	 * @param output its output
	 * @throws IOException if it cannot be watched
	 */
	void read(StartOutput output) throws IOException {
		output.read(this.loop);
	}

	@Override
	public void close() {
		this.loop.close();
	}

	/**
	 * The sockets of a channel: the first of each pair is for the primary.
	 *
	 * @param messages the pair for messages
	 * @param handles the pair for sockets, which would get lost among bytes that are read
	 * in a plain way
	 */
	record Ends(Sockets.Pair messages, Sockets.Pair handles) {

		static Ends open() throws IOException {
			Sockets.Pair messages = Sockets.pair();
			try {
				return new Ends(messages, Sockets.pair());
			}
			catch (IOException ex) {
				messages.close();
				throw ex;
			}
		}

		void close() {
			this.messages.close();
			this.handles.close();
		}

	}

}
