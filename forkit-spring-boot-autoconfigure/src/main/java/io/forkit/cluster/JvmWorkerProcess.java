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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Signal;
import io.forkit.posix.Spawn;
import io.forkit.posix.WaitStatus;
import io.forkit.process.CommandMarker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A worker JVM with its channel, watched on the event loop of the supervisor.
 */
final class JvmWorkerProcess implements WorkerProcess {

	private static final Log logger = LogFactory.getLog(JvmWorkerProcess.class);

	// How long the channel may outlive the process: another one may hold its end.
	private static final Duration LAST_BYTES = Duration.ofSeconds(2);

	private final ChildPid child;

	private final byte[] marker;

	private final WorkerChannel channel;

	private final EventLoop loop;

	private final StartOutput output;

	private final Listener listener;

	private volatile CompletableFuture<@Nullable String> words = CompletableFuture.completedFuture(null);

	private JvmWorkerProcess(ChildPid child, byte[] marker, WorkerChannel channel, EventLoop loop, StartOutput output,
			Listener listener) {
		this.child = child;
		this.marker = marker;
		this.channel = channel;
		this.loop = loop;
		this.output = output;
		this.listener = listener;
	}

	/**
	 * Start a worker. To be called on the loop: a worker asks to be told of the death of
	 * the very thread that started it, and this loop runs no user code, so it has one
	 * thread.
	 * @param spawn what to start
	 * @param marker what {@link CommandMarker#VARIABLE} is in its environment
	 * @param loop the loop
	 * @param channels opens the channel
	 * @param ends the sockets of the channel, of which this takes over the first ones
	 * @param output what the worker writes to; the caller closes it if this fails
	 * @param listener the listener
	 * @return the worker
	 * @throws IOException if it cannot be started
	 */
	static JvmWorkerProcess start(Spawn spawn, String marker, EventLoop loop, WorkerChannels channels,
			WorkerChannels.Ends ends, StartOutput output, Listener listener) throws IOException {
		ChildPid child;
		try {
			child = spawn.start();
		}
		catch (IOException | RuntimeException | Error ex) {
			ends.close();
			throw ex;
		}
		try {
			JvmWorkerProcess process = new JvmWorkerProcess(child,
					(CommandMarker.VARIABLE + "=" + marker).getBytes(StandardCharsets.UTF_8),
					channels.open(ends, child.pid(), listener), loop, output, listener);
			try {
				channels.read(output);
				loop.register(child.fd(), EventLoop.READ, (self, events) -> process.ended(self));
			}
			catch (IOException | RuntimeException | Error ex) {
				process.channel.endAfter(Duration.ZERO);
				throw ex;
			}
			return process;
		}
		catch (IOException | RuntimeException | Error ex) {
			// Nobody would watch it, or could talk to it.
			ends.close();
			child.kill();
			throw ex;
		}
	}

	private void ended(EventLoop.Registration registration) {
		try {
			if (!this.child.hasEnded()) {
				return;
			}
		}
		catch (IOException ex) {
			logger.error("Worker process " + pid() + " cannot be waited for", ex);
		}
		registration.close();
		Runnable end = () -> {
			try {
				WorkerLeftovers.kill(this.child, this.marker);
				this.words = this.output.lastWords();
			}
			finally {
				this.loop.execute(this::reap);
			}
		};
		try {
			// To look at all processes takes a while.
			Replies.executor().execute(end);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			logger.debug("There is no thread to look for what a worker has left behind", ex);
			end.run();
		}
	}

	private void reap() {
		WaitStatus status = null;
		try {
			status = this.child.reap();
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.error("How worker process " + pid() + " has ended is not known", ex);
		}
		exited(status);
	}

	private void exited(@Nullable WaitStatus status) {
		this.child.close();
		// Others may hold it open.
		this.loop.schedule(LAST_BYTES, this.output::close);
		// What it has sent before comes before its end. Its last lines are for those that
		// have never said anything.
		this.channel.endAfter(LAST_BYTES)
			.thenCompose((end) -> this.channel.hasTalked() ? CompletableFuture.completedFuture(null) : this.words)
			.whenComplete((end, ex) -> this.loop.execute(() -> this.listener.exited(status)));
	}

	@Override
	public long pid() {
		return this.child.pid();
	}

	@Override
	public void send(ControlMessage message) {
		this.channel.send(message);
	}

	@Override
	public boolean isReadingPaused() {
		return this.channel.isReadingPaused();
	}

	@Override
	public MessageChannel messages() {
		return this.channel.messages();
	}

	@Override
	public MessageSubscription onOutput(Consumer<WorkerOutput> listener) {
		return (this.output instanceof SilentOutput silent) ? silent.listen(listener)
				: WorkerProcess.super.onOutput(listener);
	}

	@Override
	public @Nullable String lastWords() {
		return this.words.getNow(null);
	}

	@Override
	public void signal(Signal signal) {
		try {
			this.child.signal(signal);
		}
		catch (IOException ex) {
			logger.error("Process " + pid() + " cannot be signalled", ex);
		}
	}

}
