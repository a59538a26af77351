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
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The only place that knows what the channels of the JDK look like inside, in JDK 17 to
 * 25. Needs {@value JdkChannels#REQUIRED_FLAG} and no native library.
 */
final class NioInternals {

	private static final String PACKAGE = "sun.nio.ch";

	private NioInternals() {
	}

	static boolean areOpen() {
		return Object.class.getModule().isOpen(PACKAGE, NioInternals.class.getModule());
	}

	static boolean isOfTheJdk(Channel channel, String simpleName) {
		return channel.getClass().getName().equals(PACKAGE + "." + simpleName);
	}

	/**
	 * Return the number of a channel's descriptor. It is right only if the channel is
	 * still open after the number was used.
	 * @param channel a channel of the JDK
	 * @return the number, negative if it is closed
	 * @throws IOException never
	 */
	static int number(Channel channel) throws IOException {
		return reflect(() -> {
			if (channel instanceof FileChannel) {
				Method number = method("IOUtil", "fdVal", FileDescriptor.class);
				return (int) number.invoke(null, field(channel, "fd").get(channel));
			}
			return (int) method("SelChImpl", "getFDVal").invoke(channel);
		});
	}

	static ServerSocketChannel serverSocketChannel(int number, ProtocolFamily family) throws IOException {
		boolean bound = true;
		return reflect(() -> (ServerSocketChannel) constructor("ServerSocketChannelImpl", SelectorProvider.class,
				ProtocolFamily.class, FileDescriptor.class, boolean.class)
			.newInstance(SelectorProvider.provider(), family, descriptor(number), bound));
	}

	static SocketChannel socketChannel(int number, ProtocolFamily family, @Nullable SocketAddress remote)
			throws IOException {
		return reflect(() -> (SocketChannel) constructor("SocketChannelImpl", SelectorProvider.class,
				ProtocolFamily.class, FileDescriptor.class, SocketAddress.class)
			.newInstance(SelectorProvider.provider(), family, descriptor(number), remote));
	}

	/**
	 * Tell a datagram channel to which addresses its socket is bound and connected. What
	 * it would do by itself cannot be used: it takes each socket for one of IPv6, and
	 * {@code connect} would drop what has already arrived.
	 * @param channel the channel
	 * @param local where it is bound
	 * @param remote where it is connected to, or {@code null}
	 * @throws IOException never
	 */
	static void setAddresses(DatagramChannel channel, InetSocketAddress local, @Nullable InetSocketAddress remote)
			throws IOException {
		int connected = 1;
		reflect(() -> {
			synchronized (field(channel, "stateLock").get(channel)) {
				field(channel, "localAddress").set(channel, local);
				if (remote != null) {
					field(channel, "initialLocalAddress").set(channel, local);
					field(channel, "remoteAddress").set(channel, remote);
					field(channel, "state").setInt(channel, connected);
				}
			}
			return channel;
		});
	}

	/**
	 * Make a channel of a file.
	 * @param number the descriptor
	 * @param readable whether it can be read
	 * @param writable whether it can be written
	 * @return the channel
	 * @throws IOException never
	 */
	static FileChannel fileChannel(int number, boolean readable, boolean writable) throws IOException {
		return reflect(() -> {
			// (descriptor, path, readable, writable, direct, parent) in JDK 17; newer
			// ones have another flag before the last two. No parent: closes by itself.
			Method open = Arrays.stream(type("FileChannelImpl").getDeclaredMethods())
				.filter((method) -> method.getName().equals("open"))
				.findFirst()
				.orElseThrow(NoSuchMethodException::new);
			open.setAccessible(true);
			@Nullable Object[] arguments = new Object[open.getParameterCount()];
			Arrays.fill(arguments, 4, arguments.length - 1, false);
			arguments[0] = descriptor(number);
			arguments[2] = readable;
			arguments[3] = writable;
			return (FileChannel) open.invoke(null, arguments);
		});
	}

	private static FileDescriptor descriptor(int number) throws ReflectiveOperationException {
		return (FileDescriptor) method("IOUtil", "newFD", int.class).invoke(null, number);
	}

	private static Class<?> type(String name) throws ClassNotFoundException {
		return Class.forName(PACKAGE + "." + name);
	}

	private static Constructor<?> constructor(String type, Class<?>... parameters) throws ReflectiveOperationException {
		Constructor<?> constructor = type(type).getDeclaredConstructor(parameters);
		constructor.setAccessible(true);
		return constructor;
	}

	private static Method method(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
		Method method = type(type).getDeclaredMethod(name, parameters);
		method.setAccessible(true);
		return method;
	}

	private static Field field(Object target, String name) throws ReflectiveOperationException {
		Field field = target.getClass().getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

	private static <T> T reflect(Reflection<T> reflection) throws IOException {
		JdkChannels.requireSupported();
		try {
			return reflection.run();
		}
		catch (InvocationTargetException ex) {
			throw new IOException("The descriptor cannot be made a channel", ex.getCause());
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IllegalStateException(
					"The channels of JDK %s are not as forkit knows them".formatted(Runtime.version()), ex);
		}
	}

	@FunctionalInterface
	private interface Reflection<T> {

		T run() throws ReflectiveOperationException;

	}

}
