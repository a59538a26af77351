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

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.forkit.process.engine.ProgramOutput;
import org.jspecify.annotations.Nullable;

/**
 * What a program writes, for one subscriber and at the pace that it asks for. Each buffer
 * belongs to the subscriber.
 */
final class OutputPublisher implements Flow.Publisher<ByteBuffer> {

	private final OpenOutput output;

	private final Executor executor;

	private final DirectBuffers buffers;

	private final AtomicBoolean subscribed = new AtomicBoolean();

	OutputPublisher(OpenOutput output, Executor executor, DirectBuffers buffers) {
		this.output = output;
		this.executor = executor;
		this.buffers = buffers;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
		Objects.requireNonNull(subscriber, "'subscriber' must not be null");
		if (this.subscribed.compareAndSet(false, true)) {
			subscriber.onSubscribe(new Delivery(subscriber));
			return;
		}
		// What it asks for must not be taken from the first one.
		subscriber.onSubscribe(new NoDelivery());
		subscriber.onError(new IllegalStateException("The output of a program has one subscriber only"));
	}

	/**
	 * The subscription of one who gets nothing.
	 */
	private static final class NoDelivery implements Flow.Subscription {

		@Override
		public void request(long count) {
		}

		@Override
		public void cancel() {
		}

	}

	/**
	 * The subscription. One task at a time reads and hands on, for as long as more is
	 * asked for and something is there.
	 */
	private final class Delivery implements Flow.Subscription {

		private final Flow.Subscriber<? super ByteBuffer> subscriber;

		private final AtomicLong demand = new AtomicLong();

		private final AtomicBoolean running = new AtomicBoolean();

		private volatile boolean done;

		private volatile @Nullable Throwable error;

		Delivery(Flow.Subscriber<? super ByteBuffer> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long count) {
			if (count <= 0) {
				fail(new IllegalArgumentException("'count' must be greater than zero but is " + count));
				return;
			}
			this.demand.accumulateAndGet(count, (before, more) -> {
				long sum = before + more;
				return (sum < 0) ? Long.MAX_VALUE : sum;
			});
			dispatch();
		}

		@Override
		public void cancel() {
			if (!this.done && this.error == null) {
				this.done = true;
				OutputPublisher.this.output.abandon();
			}
		}

		void fail(Throwable reason) {
			this.error = reason;
			dispatch();
		}

		private void dispatch() {
			if (!this.done && this.running.compareAndSet(false, true)) {
				try {
					OutputPublisher.this.executor.execute(this::run);
				}
				catch (RuntimeException ex) {
					complete(ex);
				}
			}
		}

		private void run() {
			ByteBuffer buffer = null;
			try {
				buffer = OutputPublisher.this.buffers.take();
				deliver(buffer);
			}
			catch (Throwable ex) {
				complete(ex);
			}
			finally {
				if (buffer != null) {
					OutputPublisher.this.buffers.giveBack(buffer);
				}
			}
		}

		private void deliver(ByteBuffer buffer) throws Exception {
			while (!this.done) {
				Throwable reason = this.error;
				if (reason != null) {
					complete(reason);
					return;
				}
				if (this.demand.get() == 0) {
					this.running.set(false);
					// More may have been asked for a moment ago.
					if ((this.demand.get() == 0 && this.error == null) || !this.running.compareAndSet(false, true)) {
						return;
					}
					continue;
				}
				int count = OutputPublisher.this.output.read(buffer.clear());
				if (count == ProgramOutput.WOULD_BLOCK) {
					this.running.set(false);
					OutputPublisher.this.output.whenReadable(this::dispatch);
					return;
				}
				if (count == ProgramOutput.END) {
					complete(null);
					return;
				}
				ByteBuffer copy = ByteBuffer.allocate(count);
				copy.put(buffer.flip()).flip();
				if (this.demand.get() != Long.MAX_VALUE) {
					this.demand.decrementAndGet();
				}
				this.subscriber.onNext(copy);
			}
		}

		private void complete(@Nullable Throwable reason) {
			if (this.done) {
				return;
			}
			this.done = true;
			if (reason == null) {
				this.subscriber.onComplete();
				return;
			}
			// Nobody reads any more: the program shall not wait for that.
			OutputPublisher.this.output.abandon();
			this.subscriber.onError(reason);
		}

	}

}
