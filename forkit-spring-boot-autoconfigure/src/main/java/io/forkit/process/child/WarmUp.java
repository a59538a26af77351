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

package io.forkit.process.child;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.StringConcatException;
import java.lang.invoke.StringConcatFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.forkit.ipc.ChannelLoop;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.SelectorLoop;
import io.forkit.ipc.Transport;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Has a spare JVM load, and run once, what its fork will need first: it sends messages to
 * itself. Nothing of that is left, apart from what a JVM keeps of all code.
 */
final class WarmUp implements Consumer<String> {

	private static final int MESSAGES = 200;

	private static final long LIMIT_SECONDS = 10;

	private final CountDownLatch arrived = new CountDownLatch(MESSAGES);

	private WarmUp() {
	}

	static void run() {
		try {
			new WarmUp().sendAndReceive();
			WarmUp.class.getDeclaredMethod("standIn", String[].class).invoke(null, (Object) new String[0]);
			useLanguage(MESSAGES);
			SpareOrder.decode(ByteBuffer.allocate(Integer.BYTES));
		}
		catch (IOException | ReflectiveOperationException ex) {
			// The fork will be slower, and meet the same problem, or not.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stands for the method of the class that is forked.
	 * @param args ignored
	 */
	static void standIn(String[] args) {
	}

	/**
	 * Do what nearly all code does, and what takes a JVM milliseconds the first time:
	 * link lambdas, method references, and concatenations as the compiler writes them
	 * (the one of this module is told to write others).
	 */
	private static void useLanguage(int number) throws ReflectiveOperationException {
		Function<Object, String> lambda = (value) -> value.toString();
		Supplier<Integer> capturing = () -> number;
		lambda.andThen(String::length).apply(capturing.get());
		for (Class<?> type : List.of(String.class, int.class, Object.class)) {
			try {
				StringConcatFactory
					.makeConcatWithConstants(MethodHandles.lookup(), "concat",
							MethodType.methodType(String.class, String.class, type), "\1 \1")
					.dynamicInvoker();
			}
			catch (StringConcatException ex) {
				throw new ReflectiveOperationException(ex);
			}
		}
	}

	private void sendAndReceive() throws IOException, InterruptedException {
		try (SelectorLoop loop = new SelectorLoop("forkit-warm-up")) {
			ProcessChannel channel = ProcessChannel.builder(new Loopback(loop), WireFormat.FRAMES).open();
			ParentProcess parent = new ParentProcess(channel, 0);
			MessageSubscription subscription = parent.onMessage(String.class, this);
			for (int i = 0; i < MESSAGES; i++) {
				parent.send("warm");
			}
			this.arrived.await(LIMIT_SECONDS, TimeUnit.SECONDS);
			subscription.close();
		}
	}

	@Override
	public void accept(String message) {
		this.arrived.countDown();
	}

	/**
	 * Brings back what is written.
	 */
	private static final class Loopback implements Transport, Runnable {

		private final SelectorLoop loop;

		private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);

		private volatile @Nullable Readiness readiness;

		Loopback(SelectorLoop loop) {
			this.loop = loop;
		}

		@Override
		public ChannelLoop loop() {
			return this.loop;
		}

		@Override
		public void open(Readiness readiness) {
			this.readiness = readiness;
		}

		@Override
		public synchronized int write(ByteBuffer source) {
			int count = source.remaining();
			this.bytes.put(source);
			this.loop.execute(this);
			return count;
		}

		@Override
		public void run() {
			Readiness told = this.readiness;
			if (told != null) {
				told.readable();
			}
		}

		@Override
		public synchronized int read(ByteBuffer target) {
			this.bytes.flip();
			int count = Math.min(target.remaining(), this.bytes.remaining());
			target.put(target.position(), this.bytes, 0, count).position(target.position() + count);
			this.bytes.position(count);
			this.bytes.compact();
			return (count == 0) ? WOULD_BLOCK : count;
		}

		@Override
		public int read(ByteBuffer target, List<Fd> descriptors) {
			return read(target);
		}

		@Override
		public boolean descriptorsLost() {
			return false;
		}

		@Override
		public int write(ByteBuffer source, Fd descriptor) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void setInterest(boolean read, boolean write) {
		}

		@Override
		public void shutdownOutput() {
		}

		@Override
		public void close() {
		}

	}

}
