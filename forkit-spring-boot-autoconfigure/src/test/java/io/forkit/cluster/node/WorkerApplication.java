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

import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

/**
 * A worker that does what the primary says.
 */
@Configuration(proxyBeanMethods = false)
public class WorkerApplication {

	private static final List<Object> OPEN = new ArrayList<>();

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(WorkerApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true", "spring.main.banner-mode", "off",
				"logging.level.root", "warn"));
		application.run(args);
		ClusterWorker worker = ClusterWorker.current();
		worker.onMessage(String.class, (command, exchange) -> {
			exchange.handle().ifPresent((handle) -> SocketCommands.take(worker, command, handle));
			Object answer = handle(worker, command, args);
			if (exchange.isRequest()) {
				exchange.send(answer);
			}
		});
		worker.onMessage(Map.class, (message, exchange) -> exchange.send(message));
		worker.send("up");
	}

	private static Object handle(ClusterWorker worker, String command, String[] args) {
		String argument = command.substring(command.indexOf(':') + 1);
		switch (command.split(":")[0]) {
			case "exit" -> System.exit(Integer.parseInt(argument));
			case "exit-on-disconnect" -> worker.onDisconnect(() -> System.exit(Integer.parseInt(argument)));
			case "disconnect" -> worker.disconnect();
			case "disconnect-and-kill" -> {
				worker.disconnect();
				worker.kill();
			}
			case "kill" -> worker.kill();
			case "lose-channel" -> worker.channel().disconnect();
			case "loop" -> loop();
			case "listen" -> {
				return listen(worker, Integer.parseInt(argument));
			}
			case "print" -> {
				System.out.println(argument);
				System.err.println(argument);
			}
			case "flood" -> {
				for (int i = 0; i < Integer.parseInt(argument); i++) {
					System.out.println("line " + i);
				}
			}
			case "say" -> worker.send(argument);
			case "ask" -> {
				return worker.request(argument, String.class).join();
			}
			case "env" -> {
				return System.getenv(argument);
			}
			case "property" -> {
				return System.getProperty(argument);
			}
			case "args" -> {
				return List.of(args);
			}
			case "cluster" -> {
				return worker.currentSnapshot().join().workers().size();
			}
			case "self" -> {
				return List.of(worker.id(), worker.slot(), worker.isConnected(), worker.exitedAfterDisconnect());
			}
			default -> {
				return command.startsWith("socket ") ? SocketCommands.handle(worker, command) : command;
			}
		}
		return "done";
	}

	private static int listen(ClusterWorker worker, int port) {
		try {
			ServerSocketChannel channel = worker.listen(InetAddress.getLoopbackAddress(), port, 10);
			OPEN.add(channel);
			worker.listening();
			return channel.socket().getLocalPort();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("InfiniteLoopStatement")
	private static void loop() {
		while (true) {
			Thread.onSpinWait();
		}
	}

}
