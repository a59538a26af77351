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

package io.forkit.benchmarks.message;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.forkit.posix.ChannelDescriptors;
import io.forkit.posix.JdkChannels;
import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;

/**
 * Connections that were accepted here and are handed to the child.
 */
final class HandleTransfers implements MessageWorkload {

	private static final int BATCH = 100;

	@Override
	public Map<MessageMetric, Double> measure(ProcessTemplate processes, RunTime time) throws Exception {
		Map<MessageMetric, Double> figures = new EnumMap<>(MessageMetric.class);
		try (ForkedProcess child = MessageChild.fork(processes, MessageChild.Mode.TAKE);
				ServerSocketChannel server = ServerSocketChannel.open()
					.bind(new InetSocketAddress("127.0.0.1", 0), BATCH)) {
			Transfers transfers = new Transfers(child, server, time);
			figures.put(MessageMetric.CONNECTIONS_ONE, transfers.perSecond(1, false));
			figures.put(MessageMetric.CONNECTIONS_MANY, transfers.perSecond(BATCH, false));
			if (!JdkChannels.isSupported()) {
				// The same with the flag.
				figures.put(MessageMetric.DESCRIPTORS_ONE, transfers.perSecond(1, true));
				figures.put(MessageMetric.DESCRIPTORS_MANY, transfers.perSecond(BATCH, true));
			}
		}
		return figures;
	}

	/**
	 * Batches of connections to one child.
	 *
	 * @param child who gets them
	 * @param server who accepts them
	 * @param time how long
	 */
	private record Transfers(ForkedProcess child, ServerSocketChannel server, RunTime time) {

		double perSecond(int atOnce, boolean descriptors) throws Exception {
			run(atOnce, descriptors, this.time.warmUpNanos());
			return run(atOnce, descriptors, this.time.measuredNanos());
		}

		private double run(int atOnce, boolean descriptors, long limit) throws Exception {
			long nanos = 0;
			long count = 0;
			// Making the connections takes its time too, which does not count.
			long end = System.nanoTime() + 3 * limit;
			while (nanos < limit && (count == 0 || System.nanoTime() < end)) {
				nanos += batch(atOnce, descriptors);
				count += BATCH;
			}
			return count * 1e9 / nanos;
		}

		private long batch(int atOnce, boolean descriptors) throws Exception {
			List<SocketChannel> clients = new ArrayList<>();
			List<AutoCloseable> handles = new ArrayList<>();
			for (int i = 0; i < BATCH; i++) {
				clients.add(SocketChannel.open(this.server.getLocalAddress()));
				handles.add(accept(descriptors));
			}
			long begin = System.nanoTime();
			for (int i = 0; i < BATCH; i += atOnce) {
				CompletableFuture
					.allOf(handles.subList(i, i + atOnce)
						.stream()
						.map((handle) -> this.child.send("take", handle))
						.toArray(CompletableFuture[]::new))
					.get();
			}
			long nanos = System.nanoTime() - begin;
			for (SocketChannel client : clients) {
				// No port is kept.
				client.setOption(StandardSocketOptions.SO_LINGER, 0);
				client.close();
			}
			return nanos;
		}

		private AutoCloseable accept(boolean descriptor) throws IOException {
			SocketChannel connection = this.server.accept();
			if (!descriptor) {
				return connection;
			}
			try (connection) {
				return ChannelDescriptors.duplicate(connection);
			}
		}

	}

}
