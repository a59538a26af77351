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

package io.forkit.cluster.worker;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Accepts on behalf of virtual threads. The JDK would make the socket non-blocking for
 * them, for all who share it: the workers would not be served in turn any more.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PlatformAcceptor {

	private static final @Nullable Method IS_VIRTUAL = ReflectionUtils.findMethod(Thread.class, "isVirtual");

	private final Callable<@Nullable SocketChannel> accept;

	private @Nullable ExecutorService executor;

	private boolean closed;

	/**
	 * Create an acceptor.
	 * @param accept waits for a connection; returns {@code null} at the end of the
	 * listener
	 */
	public PlatformAcceptor(Callable<@Nullable SocketChannel> accept) {
		this.accept = accept;
	}

	/**
	 * Return whether this thread is one that must not accept itself.
	 * @return whether it is virtual
	 */
	public static boolean isNeeded() {
		return IS_VIRTUAL != null
				&& Boolean.TRUE.equals(ReflectionUtils.invokeMethod(IS_VIRTUAL, Thread.currentThread()));
	}

	/**
	 * Wait for a connection.
	 * @return the connection, or {@code null} at the end of the listener
	 * @throws IOException if it cannot be accepted
	 */
	public @Nullable SocketChannel accept() throws IOException {
		Future<@Nullable SocketChannel> connection = submit();
		boolean interrupted = false;
		try {
			while (connection != null) {
				try {
					return connection.get();
				}
				catch (InterruptedException ex) {
					// Only a connection, or the end of the listener, ends this wait.
					interrupted = true;
				}
			}
			return null;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IOException io) ? io : new IOException(ex.getCause());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private synchronized @Nullable Future<@Nullable SocketChannel> submit() {
		if (this.closed) {
			return null;
		}
		if (this.executor == null) {
			this.executor = Executors.newCachedThreadPool((task) -> {
				Thread thread = new Thread(task, "forkit-accept");
				thread.setDaemon(true);
				return thread;
			});
		}
		try {
			return this.executor.submit(this.accept);
		}
		catch (RejectedExecutionException ex) {
			return null;
		}
	}

	/** Accept no more. */
	public synchronized void close() {
		this.closed = true;
		if (this.executor != null) {
			this.executor.shutdown();
		}
	}

}
