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

package io.forkit.posix;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Turns descriptors into channels of the JDK, of its very own classes: everything that
 * works with those works with these. The JVM must have been started with
 * {@value #REQUIRED_FLAG}, which forkit puts on the command lines it writes.
 *
 * @since 0.1.0
 */
public final class JdkChannels {

	/** The flag that lets this class reach the constructor. */
	public static final String REQUIRED_FLAG = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

	private JdkChannels() {
	}

	/**
	 * Wrap a listening socket.
	 * @param socket a listening TCP socket; from now on it belongs to the channel, also
	 * when this fails
	 * @return the channel, blocking
	 * @throws IOException if the descriptor is closed or no such socket
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static ServerSocketChannel serverSocketChannel(Fd socket) throws IOException {
		try {
			ProtocolFamily family = family(socket);
			// The same in JDK 17 and 25: (provider, family, descriptor, bound).
			Constructor<?> constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
				.getDeclaredConstructor(SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class,
						boolean.class);
			constructor.setAccessible(true);
			Method newDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
			newDescriptor.setAccessible(true);
			FileDescriptor descriptor = (FileDescriptor) newDescriptor.invoke(null, socket.surrender());
			return (ServerSocketChannel) constructor.newInstance(SelectorProvider.provider(), family, descriptor, true);
		}
		catch (InvocationTargetException ex) {
			socket.close();
			throw new IOException("The socket cannot be made a channel", ex.getCause());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			socket.close();
			throw new IllegalStateException(
					"The JVM does not let forkit make a channel of a socket: start it with " + REQUIRED_FLAG, ex);
		}
	}

	private static ProtocolFamily family(Fd socket) throws IOException {
		try {
			return Sockets.isInet6(socket) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

}
