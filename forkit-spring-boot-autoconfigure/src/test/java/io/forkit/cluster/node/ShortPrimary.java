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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;

import io.forkit.cluster.testing.DescriptorShortage;

/**
 * A primary with one worker that uses up its descriptors, or does not, and has the worker
 * ask for a socket: the words {@code full} or {@code free} and the command for the
 * worker.
 */
final class ShortPrimary {

	private ShortPrimary() {
	}

	public static void main(String[] args) throws Exception {
		DescriptorShortage shortage = new DescriptorShortage(Path.of(args[0]), "io/forkit/posix", "io/forkit/ipc",
				"io/forkit/cluster");
		try (TestCluster test = TestCluster.start(1)) {
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			System.out.println("answer started");
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				String[] words = line.split(" ", 2);
				if (words[0].equals("full")) {
					shortage.begin(0);
				}
				System.out.println("answer " + test.ask(test.worker(1), "socket " + words[1], String.class));
				shortage.end();
			}
		}
		System.exit(0);
	}

}
