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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.forkit.cluster.ControlMessage.Changed;
import io.forkit.cluster.ControlMessage.Draining;
import io.forkit.cluster.ControlMessage.Hello;
import io.forkit.cluster.ControlMessage.Listen;
import io.forkit.cluster.ControlMessage.ListenReply;
import io.forkit.cluster.ControlMessage.Listening;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.cluster.ControlMessage.Stop;
import io.forkit.ipc.Frame;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of control messages and back. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ControlCodec {

	private static final int HELLO = 1;

	private static final int LISTEN = 2;

	private static final int LISTEN_REPLY = 3;

	private static final int LISTENING = 4;

	private static final int READINESS = 5;

	private static final int STOP = 6;

	private static final int DRAINING = 7;

	private static final int CHANGED = 8;

	private static final int MAX_ELEMENTS = 100_000;

	private ControlCodec() {
	}

	/**
	 * Encode a message.
	 * @param message the message
	 * @return the frame, with the descriptors of the message
	 */
	public static Frame encode(ControlMessage message) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			int type = write(message, new DataOutputStream(bytes));
			return new Frame(type, bytes.toByteArray(), message.fds());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int write(ControlMessage message, DataOutputStream out) throws IOException {
		if (message instanceof Hello hello) {
			out.writeLong(hello.pid());
			return HELLO;
		}
		if (message instanceof Listen listen) {
			byte[] address = listen.host().getAddress();
			out.writeInt(listen.request());
			out.writeByte(address.length);
			out.write(address);
			out.writeInt(listen.port());
			out.writeInt(listen.index());
			out.writeBoolean(listen.ipv4Only());
			out.writeInt(listen.backlog());
			return LISTEN;
		}
		if (message instanceof ListenReply reply) {
			out.writeInt(reply.request());
			out.writeByte(reply.outcome().ordinal());
			writeNullable(out, reply.error());
			return LISTEN_REPLY;
		}
		if (message instanceof Readiness readiness) {
			out.writeBoolean(readiness.ready());
			return READINESS;
		}
		if (message instanceof Changed changed) {
			writeSnapshot(out, changed.snapshot());
			return CHANGED;
		}
		if (message instanceof Listening) {
			return LISTENING;
		}
		return (message instanceof Stop) ? STOP : DRAINING;
	}

	private static void writeSnapshot(DataOutputStream out, ClusterSnapshot snapshot) throws IOException {
		out.writeByte(snapshot.state().ordinal());
		out.writeLong(snapshot.pid());
		out.writeLong(snapshot.startedAt().toEpochMilli());
		out.writeInt(snapshot.size());
		out.writeInt(snapshot.listeners().size());
		for (ListenerInfo listener : snapshot.listeners()) {
			out.writeUTF(listener.host());
			out.writeInt(listener.port());
		}
		out.writeInt(snapshot.workers().size());
		for (WorkerInfo worker : snapshot.workers()) {
			out.writeInt(worker.slot());
			out.writeInt(worker.id());
			out.writeLong(worker.pid());
			out.writeByte(worker.state().ordinal());
			out.writeLong(worker.startedAt().toEpochMilli());
			out.writeInt(worker.restarts());
			writeNullable(out, worker.lastExit());
		}
	}

	private static void writeNullable(DataOutputStream out, @Nullable String value) throws IOException {
		out.writeBoolean(value != null);
		if (value != null) {
			out.writeUTF(value);
		}
	}

	/**
	 * Decode a message.
	 * @param frame the frame; its descriptors belong to the message afterwards; those
	 * that it does not take are closed, all if this fails
	 * @return the message
	 * @throws IOException if the frame is no control message
	 */
	public static ControlMessage decode(Frame frame) throws IOException {
		ControlMessage message = null;
		try {
			message = read(frame, new DataInputStream(new ByteArrayInputStream(frame.payload())));
			return message;
		}
		finally {
			List<Fd> taken = (message != null) ? message.fds() : List.of();
			frame.fds().stream().filter((fd) -> !taken.contains(fd)).forEach(Fd::close);
		}
	}

	private static ControlMessage read(Frame frame, DataInputStream in) throws IOException {
		return switch (frame.type()) {
			case HELLO -> new Hello(in.readLong());
			case LISTEN -> readListen(in);
			case LISTEN_REPLY -> readListenReply(in, frame);
			case LISTENING -> new Listening();
			case READINESS -> new Readiness(in.readBoolean());
			case STOP -> new Stop();
			case DRAINING -> new Draining();
			case CHANGED -> new Changed(readSnapshot(in));
			default -> throw new IOException("There is no control message of type " + frame.type());
		};
	}

	private static Listen readListen(DataInputStream in) throws IOException {
		int request = in.readInt();
		byte[] address = new byte[in.readUnsignedByte()];
		in.readFully(address);
		return new Listen(request, InetAddress.getByAddress(address), in.readInt(), in.readInt(), in.readBoolean(),
				in.readInt());
	}

	private static ListenReply readListenReply(DataInputStream in, Frame frame) throws IOException {
		int request = in.readInt();
		ListenReply.Outcome outcome = readEnum(in, ListenReply.Outcome.values());
		String error = readNullable(in);
		Fd socket = frame.fds().isEmpty() ? null : frame.fds().get(0);
		if (outcome == ListenReply.Outcome.LISTENING && socket == null) {
			return new ListenReply(request, ListenReply.Outcome.FAILED,
					"the socket was lost on the way: too many open files (EMFILE)", null);
		}
		return new ListenReply(request, outcome, error, socket);
	}

	private static ClusterSnapshot readSnapshot(DataInputStream in) throws IOException {
		ClusterState state = readEnum(in, ClusterState.values());
		long pid = in.readLong();
		Instant startedAt = Instant.ofEpochMilli(in.readLong());
		int size = in.readInt();
		List<ListenerInfo> listeners = new ArrayList<>();
		for (int count = readCount(in); count > 0; count--) {
			listeners.add(new ListenerInfo(in.readUTF(), in.readInt()));
		}
		List<WorkerInfo> workers = new ArrayList<>();
		for (int count = readCount(in); count > 0; count--) {
			workers.add(new WorkerInfo(in.readInt(), in.readInt(), in.readLong(), readEnum(in, WorkerState.values()),
					Instant.ofEpochMilli(in.readLong()), in.readInt(), readNullable(in)));
		}
		return new ClusterSnapshot(state, pid, startedAt, size, listeners, workers);
	}

	private static int readCount(DataInputStream in) throws IOException {
		int count = in.readInt();
		if (count < 0 || count > MAX_ELEMENTS) {
			throw new IOException("A list of " + count + " elements is not allowed");
		}
		return count;
	}

	private static <E> E readEnum(DataInputStream in, E[] values) throws IOException {
		int ordinal = in.readUnsignedByte();
		if (ordinal >= values.length) {
			throw new IOException("There is no value " + ordinal);
		}
		return values[ordinal];
	}

	private static @Nullable String readNullable(DataInputStream in) throws IOException {
		return in.readBoolean() ? in.readUTF() : null;
	}

}
