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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.MessageSocket;
import io.forkit.posix.Sockets;
import io.forkit.posix.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a channel in the hands of a test, which writes and reads what it
 * likes.
 */
final class RawPeer implements AutoCloseable {

	private final EventLoop eventLoop = new EventLoop("test-raw");

	private final ProcessChannel channel;

	private final Fd bytes;

	private final StreamSocket stream;

	private final Fd handles;

	private final MessageSocket handleSocket;

	private final FramesFormat format = new FramesFormat(1 << 24, new JsonCodec());

	private RawPeer(WireFormat format, ChannelSettings settings, InternalMessages.@Nullable Listener listener)
			throws IOException {
		Sockets.Pair messages = Sockets.pair();
		Sockets.Pair beside = Sockets.pair();
		messages.first().setNonBlocking(true);
		this.bytes = messages.second();
		this.stream = new StreamSocket(this.bytes);
		this.handles = beside.second();
		this.handles.setNonBlocking(true);
		this.handleSocket = new MessageSocket(this.handles, 100);
		Fd first = beside.first();
		if (format == WireFormat.JSON) {
			first.close();
		}
		Transport transport = new NativeTransport(new NativeLoop(this.eventLoop), messages.first());
		this.channel = ProcessChannel.builder(transport, format)
			.handles((format == WireFormat.JSON) ? null : ProcessChannel.HandleSocket.of(first))
			.settings(settings)
			.internal(listener)
			.open();
	}

	static RawPeer open(WireFormat format) throws IOException {
		return open(format, ChannelSettings.DEFAULTS);
	}

	static RawPeer open(WireFormat format, ChannelSettings settings) throws IOException {
		RawPeer peer = new RawPeer(format, settings, null);
		if (format == WireFormat.FRAMES) {
			// It takes everything, unless a test says something else.
			peer.note(MessageFormat.Note.Kind.WINDOW, Long.MAX_VALUE);
		}
		return peer;
	}

	static RawPeer listening(InternalMessages.Listener listener) throws IOException {
		return new RawPeer(WireFormat.FRAMES, ChannelSettings.DEFAULTS, listener);
	}

	ProcessChannel channel() {
		return this.channel;
	}

	void write(byte[] data) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocateDirect(data.length).put(data).flip();
		while (buffer.hasRemaining()) {
			this.stream.write(buffer);
		}
	}

	void write(String json, Fd descriptor) throws IOException {
		byte[] data = json.getBytes(StandardCharsets.UTF_8);
		ByteBuffer buffer = ByteBuffer.allocateDirect(data.length).put(data).flip();
		this.stream.write(buffer, descriptor);
		while (buffer.hasRemaining()) {
			this.stream.write(buffer);
		}
	}

	/** Write a message in frames. */
	void message(Object value) throws IOException {
		write(frame(value, Envelope.PLAIN));
	}

	byte[] frame(Object value, Envelope envelope) {
		return bytes(this.format.message(value, envelope));
	}

	void note(MessageFormat.Note.Kind kind, long number) throws IOException {
		write(bytes(this.format.note(new MessageFormat.Note(kind, number))));
	}

	static byte[] bytes(ByteSource source) {
		ByteBuffer target = ByteBuffer.allocate((int) source.size() + 1024);
		while (!source.copyTo(target)) {
			continue;
		}
		byte[] result = new byte[target.position()];
		target.flip().get(result);
		return result;
	}

	/** Send a descriptor beside the messages. */
	void handle(int number, Fd descriptor) throws IOException {
		handles(number, List.of(descriptor));
	}

	void handles(int number, List<Fd> descriptors) throws IOException {
		byte[] data = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
		this.handleSocket.send(data, 0, data.length, descriptors);
	}

	/** Take what was sent beside the messages. */
	int takeHandles() throws IOException {
		int count = 0;
		while (true) {
			MessageSocket.Received received = this.handleSocket.receive(new byte[Integer.BYTES], 0);
			if (received.count() <= 0) {
				return count;
			}
			received.fds().forEach(Fd::close);
			count += received.fds().size();
		}
	}

	/** Read what there is, waiting for the first bytes. Descriptors are closed. */
	byte[] read() throws IOException {
		ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
		List<Fd> descriptors = new ArrayList<>();
		this.stream.read(buffer, descriptors);
		descriptors.forEach(Fd::close);
		byte[] data = new byte[buffer.position()];
		buffer.flip().get(data);
		return data;
	}

	/** Read notes until there is one of a kind. */
	String readUntil(String text) throws IOException {
		StringBuilder all = new StringBuilder();
		while (all.indexOf(text) < 0) {
			all.append(new String(read(), StandardCharsets.ISO_8859_1));
		}
		return all.toString();
	}

	/** What a note looks like in what was read. */
	String text(MessageFormat.Note.Kind kind, int number) {
		return new String(bytes(this.format.note(new MessageFormat.Note(kind, number))), StandardCharsets.ISO_8859_1);
	}

	void die() {
		this.bytes.close();
		this.handles.close();
	}

	@Override
	public void close() {
		die();
		this.channel.onDisconnect().orTimeout(20, TimeUnit.SECONDS).join();
		this.eventLoop.close();
	}

}
