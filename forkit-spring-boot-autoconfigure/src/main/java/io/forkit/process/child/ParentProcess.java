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

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.ipc.DelegatingMessageChannel;
import io.forkit.ipc.Exchange;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.MessageSubscription;
import io.forkit.ipc.ProcessChannel;
import io.forkit.ipc.UnhandledMessage;

/**
 * The process that has forked this one: a JVM with forkit, or a Node program that has
 * used {@code child_process.fork} or an {@code 'ipc'} entry of {@code stdio}. This is
 * what {@code process.send} and {@code process.on('message')} are in
 * <a href="https://nodejs.org/api/process.html">Node</a>.
 * <p>
 * As in Node, the channel alone does not keep this JVM running, and a listener for
 * messages does, until the channel is closed; see {@link #unref()}. What a listener
 * starts is to keep it running by a thread that is no daemon: one that it creates is,
 * unless {@link Thread#setDaemon(boolean) setDaemon(false)} is called. When the JVM
 * exits, what waits to be written is written first, for at most five seconds. When the
 * parent dies without having disconnected, this JVM exits, unless it was forked
 * otherwise: its shutdown hooks are run, and after ten seconds it is halted.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ParentProcess implements DelegatingMessageChannel {

	private final ProcessChannel channel;

	private final long pid;

	private final KeepAlive keepAlive;

	ParentProcess(ProcessChannel channel, long pid) {
		this.channel = channel;
		this.pid = pid;
		this.keepAlive = new KeepAlive();
		channel.onDisconnect().whenComplete(this.keepAlive);
	}

	/**
	 * Return the parent.
	 * @return the parent, always the same
	 * @throws IllegalStateException if this process was not forked with a channel, or the
	 * channel cannot be used, with the reason
	 */
	public static ParentProcess get() {
		Optional<ParentProcess> parent = find();
		if (parent.isEmpty()) {
			throw new IllegalStateException("This process has no channel to its parent: it was not started by 'fork' "
					+ "of forkit or of Node, as NODE_CHANNEL_FD is not set");
		}
		return parent.get();
	}

	/**
	 * Return the parent, if this process was forked.
	 * @return the parent, always the same
	 * @throws IllegalStateException if the channel cannot be used, with the reason
	 */
	public static Optional<ParentProcess> find() {
		return ParentLink.find();
	}

	/**
	 * Return the process id of the parent.
	 * @return the id, also when the parent is gone
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Keep this JVM running until the channel is closed, whether there is a listener or
	 * not.
	 */
	public void ref() {
		this.keepAlive.ref();
	}

	/**
	 * Do not keep this JVM running, whether there is a listener or not.
	 */
	public void unref() {
		this.keepAlive.unref();
	}

	@Override
	public MessageChannel messageChannel() {
		return this.channel;
	}

	@Override
	public <T> MessageSubscription onMessage(Class<T> type, Consumer<T> listener) {
		return counted(this.channel.onMessage(type, listener));
	}

	@Override
	public <T> MessageSubscription onMessage(Class<T> type, BiConsumer<T, Exchange> listener) {
		return counted(this.channel.onMessage(type, listener));
	}

	@Override
	public MessageSubscription onUnhandled(Consumer<UnhandledMessage> listener) {
		return counted(this.channel.onUnhandled(listener));
	}

	private MessageSubscription counted(MessageSubscription subscription) {
		this.keepAlive.listenerAdded();
		return new MessageSubscription() {

			private boolean closed;

			@Override
			public synchronized void close() {
				if (!this.closed) {
					this.closed = true;
					subscription.close();
					ParentProcess.this.keepAlive.listenerRemoved();
				}
			}

		};
	}

	@Override
	public String toString() {
		return "parent process " + this.pid;
	}

}
