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
import java.util.Iterator;
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
			figures.put(MessageMetric.CONNECTIONS_ONE, transfers.perSecond(Pace.ONE_BY_ONE, false));
			figures.put(MessageMetric.CONNECTIONS_WAITING, transfers.perSecond(Pace.WAITING, false));
			figures.put(MessageMetric.CONNECTIONS_MANY, transfers.perSecond(Pace.ALL_AT_ONCE, false));
			if (!JdkChannels.isSupported()) {
				// The same with the flag.
				figures.put(MessageMetric.DESCRIPTORS_ONE, transfers.perSecond(Pace.ONE_BY_ONE, true));
				figures.put(MessageMetric.DESCRIPTORS_WAITING, transfers.perSecond(Pace.WAITING, true));
				figures.put(MessageMetric.DESCRIPTORS_MANY, transfers.perSecond(Pace.ALL_AT_ONCE, true));
			}
		}
		return figures;
	}

	/**
	 * When the next one is handed over.
	 */
	private enum Pace {

		/** By whoever learns that the one before was acknowledged, as in Node. */
		ONE_BY_ONE {

			@Override
			CompletableFuture<?> handOver(ForkedProcess child, List<AutoCloseable> handles) {
				CompletableFuture<Void> done = new CompletableFuture<>();
				next(child, handles.iterator(), done);
				return done;
			}

		},

		/** By a thread that waits until the one before was acknowledged. */
		WAITING {

			@Override
			CompletableFuture<?> handOver(ForkedProcess child, List<AutoCloseable> handles) {
				for (AutoCloseable handle : handles) {
					child.send("take", handle).join();
				}
				return CompletableFuture.completedFuture(null);
			}

		},

		/** None waits for another. */
		ALL_AT_ONCE {

			@Override
			CompletableFuture<?> handOver(ForkedProcess child, List<AutoCloseable> handles) {
				return CompletableFuture.allOf(
						handles.stream().map((handle) -> child.send("take", handle)).toArray(CompletableFuture[]::new));
			}

		};

		abstract CompletableFuture<?> handOver(ForkedProcess child, List<AutoCloseable> handles);

		private static void next(ForkedProcess child, Iterator<AutoCloseable> handles, CompletableFuture<Void> done) {
			if (!handles.hasNext()) {
				done.complete(null);
				return;
			}
			child.send("take", handles.next()).whenComplete((sent, failure) -> {
				if (failure != null) {
					done.completeExceptionally(failure);
				}
				else {
					next(child, handles, done);
				}
			});
		}

	}

	/**
	 * Batches of connections to one child.
	 *
	 * @param child who gets them
	 * @param server who accepts them
	 * @param time how long
	 */
	private record Transfers(ForkedProcess child, ServerSocketChannel server, RunTime time) {

		double perSecond(Pace pace, boolean descriptors) throws Exception {
			run(pace, descriptors, this.time.warmUpNanos());
			return run(pace, descriptors, this.time.measuredNanos());
		}

		private double run(Pace pace, boolean descriptors, long limit) throws Exception {
			long nanos = 0;
			long count = 0;
			// Making the connections takes its time too, which does not count.
			long end = System.nanoTime() + 3 * limit;
			while (nanos < limit && (count == 0 || System.nanoTime() < end)) {
				nanos += batch(pace, descriptors);
				count += BATCH;
			}
			return count * 1e9 / nanos;
		}

		private long batch(Pace pace, boolean descriptors) throws Exception {
			List<SocketChannel> clients = new ArrayList<>();
			List<AutoCloseable> handles = new ArrayList<>();
			for (int i = 0; i < BATCH; i++) {
				clients.add(SocketChannel.open(this.server.getLocalAddress()));
				handles.add(accept(descriptors));
			}
			long begin = System.nanoTime();
			pace.handOver(this.child, handles).get();
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
