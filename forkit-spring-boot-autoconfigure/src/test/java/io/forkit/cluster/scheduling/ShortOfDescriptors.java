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
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import io.forkit.cluster.testing.DescriptorShortage;
import io.forkit.posix.InternetProtocol;

/**
 * A dispatcher with a worker in one process, which uses up its descriptors when it is
 * told to.
 */
final class ShortOfDescriptors {

	private ShortOfDescriptors() {
	}

	public static void main(String[] args) throws Exception {
		DescriptorShortage shortage = new DescriptorShortage(Path.of(args[0]), "io/forkit/posix",
				"io/forkit/cluster/scheduling");
		ConnectionDispatcher dispatcher = new ConnectionDispatcher(SchedulingSettings.of(Scheduling.ROUND_ROBIN));
		DispatchedListener listener = dispatcher.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				InternetProtocol.ANY, 50);
		TestWorker worker = TestWorker.start(listener, 0);
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
		System.out.println(listener.address().getPort());
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("free")) {
				System.out.println("failures " + worker.failures());
				shortage.end();
			}
			else {
				shortage.begin(Integer.parseInt(line));
				System.out.println("full");
			}
		}
		System.exit(0);
	}

}
