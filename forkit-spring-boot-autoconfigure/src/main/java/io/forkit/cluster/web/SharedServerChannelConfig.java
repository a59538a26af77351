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

package io.forkit.cluster.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DefaultServerSocketChannelConfig;
import io.netty.channel.socket.ServerSocketChannel;

/**
 * The options of a shared server channel. Those of the socket itself are the primary's.
 */
final class SharedServerChannelConfig extends DefaultServerSocketChannelConfig {

	SharedServerChannelConfig(ServerSocketChannel channel) {
		super(channel, unbound());
	}

	private static ServerSocket unbound() {
		try {
			return new ServerSocket();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public <T> boolean setOption(ChannelOption<T> option, T value) {
		// The primary sets it, as the JDK does.
		return option == ChannelOption.SO_REUSEADDR || super.setOption(option, value);
	}

}
