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

package io.forkit.cluster.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.forkit.cluster.web.NettySharing;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.springframework.context.SmartLifecycle;

/**
 * A server of gRPC as an application may have one: the example of
 * {@code docs/servers.md}. It greets.
 */
class GreeterServer implements SmartLifecycle {

	static final MethodDescriptor<String, String> HELLO = MethodDescriptor.<String, String>newBuilder()
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("Greeter/Hello")
		.setRequestMarshaller(new Text())
		.setResponseMarshaller(new Text())
		.build();

	private final int port;

	private final String name;

	private EventLoopGroup loops;

	private Server server;

	GreeterServer(int port, String name) {
		this.port = port;
		this.name = name;
	}

	@Override
	public void start() {
		this.loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
		NettySharing sharing = NettySharing.of(this.loops);
		this.server = NettyServerBuilder.forAddress(new InetSocketAddress(this.port))
			.channelFactory(sharing.channelFactory())
			.bossEventLoopGroup(sharing.acceptLoop())
			.workerEventLoopGroup(sharing.loops())
			.addService(new GreeterService(this.name))
			.build();
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void stop() {
		try {
			this.server.shutdown().awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.loops.shutdownGracefully().syncUninterruptibly();
		this.server = null;
	}

	@Override
	public boolean isRunning() {
		return this.server != null;
	}

	int localPort() {
		return this.server.getPort();
	}

	private record GreeterService(String name) implements BindableService {

		@Override
		public ServerServiceDefinition bindService() {
			return ServerServiceDefinition.builder("Greeter")
				.addMethod(HELLO, ServerCalls.asyncUnaryCall((request, response) -> {
					response.onNext("Hello %s from %s".formatted(request, this.name));
					response.onCompleted();
				}))
				.build();
		}

	}

	/**
	 * Texts as they are, in place of what a compiler would make.
	 */
	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
