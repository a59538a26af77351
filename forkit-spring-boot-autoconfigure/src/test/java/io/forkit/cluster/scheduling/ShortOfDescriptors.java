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

package io.forkit.cluster.scheduling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

import io.forkit.posix.Fd;
import io.forkit.posix.InternetProtocol;
import io.forkit.posix.Sockets;

/**
 * A dispatcher with a worker in one process, which uses up its descriptors when it is
 * told to.
 */
final class ShortOfDescriptors {

	private ShortOfDescriptors() {
	}

	public static void main(String[] args) throws Exception {
		loadAll(Path.of(args[0]), "io/forkit/posix");
		loadAll(Path.of(args[0]), "io/forkit/cluster/scheduling");
		ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
		DispatchedListener listener = dispatcher.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				InternetProtocol.ANY, 50);
		TestWorker worker = TestWorker.start(listener, 0);
		Deque<Fd> all = new ArrayDeque<>();
		Fd some = Sockets.pair().first();
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
		System.out.println(listener.address().getPort());
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("free")) {
				System.out.println("failures " + worker.failures());
				all.forEach(Fd::close);
				all.clear();
			}
			else {
				fill(some, all);
				for (int i = 0; i < Integer.parseInt(line); i++) {
					all.removeLast().close();
				}
				System.out.println("full");
			}
		}
		System.exit(0);
	}

	private static void fill(Fd some, Deque<Fd> all) {
		try {
			while (true) {
				all.addLast(some.duplicate());
			}
		}
		catch (IOException ex) {
			// That is what was wanted.
		}
	}

	/** A class cannot be loaded without a descriptor. */
	private static void loadAll(Path classes, String directory) throws Exception {
		try (Stream<Path> files = Files.walk(classes.resolve(directory))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = classes.relativize(file).toString().replace('/', '.');
				if (!name.contains("package-info")) {
					Class.forName(name.substring(0, name.length() - ".class".length()));
				}
			}
		}
	}

}
