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

import io.forkit.ipc.Frame;
import io.forkit.ipc.FrameChannel;
import io.forkit.posix.ChildPid;
import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.Sockets;
import io.forkit.posix.Spawn;
import io.forkit.posix.WaitStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A worker JVM with its channel, watched on the event loop of the supervisor.
 */
final class JvmWorkerProcess implements WorkerProcess, FrameChannel.Listener {

	private static final Log logger = LogFactory.getLog(JvmWorkerProcess.class);

	private final ChildPid child;

	private final FrameChannel channel;

	private final Listener listener;

	private JvmWorkerProcess(ChildPid child, EventLoop loop, Fd channel, Listener listener) {
		this.child = child;
		this.channel = new FrameChannel(loop, channel, this);
		this.listener = listener;
	}

	/**
	 * Start a worker. To be called on the loop: a worker asks to be told of the death of
	 * the very thread that started it.
	 * @param spawn what to start
	 * @param channelNumber the number of the channel's descriptor in the worker
	 * @param loop the loop
	 * @param listener the listener
	 * @return the worker
	 * @throws IOException if it cannot be started
	 */
	static JvmWorkerProcess start(Spawn spawn, int channelNumber, EventLoop loop, Listener listener)
			throws IOException {
		Sockets.Pair pair = Sockets.pair();
		ChildPid child;
		try {
			child = spawn.descriptor(channelNumber, pair.second()).start();
		}
		catch (IOException | RuntimeException | Error ex) {
			pair.first().close();
			throw ex;
		}
		finally {
			pair.second().close();
		}
		JvmWorkerProcess process = new JvmWorkerProcess(child, loop, pair.first(), listener);
		EventLoop.Registration registration = null;
		try {
			registration = loop.register(child.fd(), EventLoop.READ, (self, events) -> process.ended(self));
			process.channel.open();
			return process;
		}
		catch (IOException | RuntimeException | Error ex) {
			// Nobody would watch it, or could talk to it.
			if (registration != null) {
				registration.close();
			}
			process.channel.close();
			child.kill();
			throw ex;
		}
	}

	private void ended(EventLoop.Registration registration) {
		try {
			if (!this.child.hasEnded()) {
				return;
			}
			killSession();
			WaitStatus status = this.child.reap();
			if (status != null) {
				exited(registration, status);
			}
		}
		catch (IOException ex) {
			logger.error("Worker process " + pid() + " has ended, but not how", ex);
			exited(registration, WaitStatus.killed(Signal.SIGKILL.number()));
		}
	}

	/**
	 * While the leader is not reaped no other session can have its number: whatever the
	 * worker has left behind in it goes with it.
	 */
	private void killSession() {
		try {
			this.child.killSession();
		}
		catch (IOException ex) {
			// Too many open files, say. The worker itself is to be reaped all the same.
			logger.error("What worker process " + pid() + " has left behind cannot be found", ex);
		}
	}

	private void exited(EventLoop.Registration registration, WaitStatus status) {
		registration.close();
		this.child.close();
		this.channel.close();
		this.listener.exited(status);
	}

	@Override
	public long pid() {
		return this.child.pid();
	}

	@Override
	public void send(ControlMessage message) {
		try {
			this.channel.send(ControlCodec.encode(message));
		}
		catch (IOException ex) {
			logger.debug("A message cannot be sent to process " + pid(), ex);
		}
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

	@Override
	public void received(Frame frame) {
		try {
			this.listener.received(ControlCodec.decode(frame));
		}
		catch (IOException ex) {
			logger.error("Process " + pid() + " has sent a message that cannot be understood", ex);
			this.channel.close();
			this.listener.channelClosed(ex);
		}
	}

	@Override
	public void closed(@Nullable IOException cause) {
		this.listener.channelClosed(cause);
	}

}
