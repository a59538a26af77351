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
package io.forkit.process;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import io.forkit.process.HandleSoakPeer.Item;
import io.forkit.process.HandleSoakPeer.Kind;
import io.forkit.process.child.ParentProcess;

/**
 * A forked JVM that accepts connections and sends them to a JVM that it has forked
 * itself, until it is killed.
 */
final class HandleSoakSender {

	private HandleSoakSender() {
	}

	public static void main(String[] args) throws Exception {
		boolean survives = args[0].equals("survives");
		ProcessTemplate processes = ProcessTemplate.create();
		ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1000);
		ForkSpec spec = processes.fork(HandleSoakPeer.class).endWithParent(!survives);
		ForkedProcess receiver = (survives ? spec.args("stay") : spec).start();
		HandleSoakPeer peer = HandleSoakPeer.listen(receiver, "parent");
		for (Kind kind : Kind.values()) {
			if (kind != Kind.CONNECTION) {
				for (int i = 0; i < 3; i++) {
					peer.send(new Item(-kind.ordinal() * 10 - i, kind, false), kind.open()).get(30, TimeUnit.SECONDS);
				}
			}
		}
		int number = 0;
		try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
			peer.send(new Item(number, Kind.CONNECTION, false), server.accept());
			HandleSoakPeer.readAll(client);
		}
		receiver.request("report", HandleSoakPeer.Report.class).get();
		ParentProcess.get().send(new Ready(((InetSocketAddress) server.getLocalAddress()).getPort(), receiver.pid()));
		while (true) {
			number++;
			peer.send(new Item(number, Kind.CONNECTION, number % 3 == 0), server.accept());
		}
	}

	/**
	 * The pair is ready.
	 *
	 * @param port where connections are accepted
	 * @param receiver the JVM that gets them
	 */
	record Ready(int port, long receiver) {

	}

}
