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
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Makes a channel of a connected UNIX-domain socket that this JVM inherited at a number
 * agreed with its parent, and a selector for it, without native code. The JVM must have
 * been started with {@value JdkChannels#REQUIRED_FLAG}.
 * <p>
 * The descriptor is not marked close-on-exec, for which the JDK has no means. Programs
 * that this JVM starts do not get it all the same: the JDK's own {@code ProcessBuilder}
 * closes what is above 2 in a child, and so does forkit. The addresses of the channel
 * mean nothing, as it has none.
 *
 * @since 0.1.0
 */
public final class InheritedChannel {

	private static final String LINUX_PROVIDER = "sun.nio.ch.EPollSelectorProvider";

	private InheritedChannel() {
	}

	/**
	 * Open a selector for inherited sockets.
	 * @return the selector
	 * @throws IOException if there is none to be had
	 */
	public static Selector selector() throws IOException {
		return Provider.INSTANCE.openSelector();
	}

	/**
	 * Wrap an inherited socket. To be called once for a number.
	 * @param number the number, which belongs to the channel if this succeeds
	 * @return the channel, connected; blocking or not as the socket is until
	 * {@link SocketChannel#configureBlocking} is called
	 * @throws IOException if there is no socket at that number
	 * @throws IllegalStateException if this JVM was started without the required flag
	 */
	public static SocketChannel socketChannel(int number) throws IOException {
		try {
			// The same in JDK 17 and 25: (provider, family, descriptor, remote address).
			Constructor<?> constructor = Class.forName("sun.nio.ch.SocketChannelImpl")
				.getDeclaredConstructor(SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class,
						SocketAddress.class);
			constructor.setAccessible(true);
			Method newDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
			newDescriptor.setAccessible(true);
			Object descriptor = newDescriptor.invoke(null, number);
			// The family only says how to find the local address. For UNIX, a class is
			// loaded that seeds a random generator for names of temporary sockets: that
			// takes longer than all the rest together.
			return (SocketChannel) constructor.newInstance(Provider.INSTANCE, StandardProtocolFamily.INET, descriptor,
					null);
		}
		catch (InvocationTargetException ex) {
			throw new IOException("Descriptor " + number + " is no socket that can be made a channel", ex.getCause());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IllegalStateException("The JVM does not let forkit make a channel of a socket: start it with "
					+ JdkChannels.REQUIRED_FLAG, ex);
		}
	}

	/**
	 * The provider of the JDK. To ask for it in the usual way has all jars of the class
	 * path opened, in search of another one.
	 */
	private static final class Provider {

		static final SelectorProvider INSTANCE = find();

		private static SelectorProvider find() {
			try {
				return (SelectorProvider) Class.forName(LINUX_PROVIDER).getConstructor().newInstance();
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				return SelectorProvider.provider();
			}
		}

	}

}
