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
import java.util.stream.Collectors;

/**
 * A primary in a JVM of its own, with as many workers as it is told, which listen. Says
 * who they are, and ends as it is told.
 */
final class EndingPrimary {

	private EndingPrimary() {
	}

	public static void main(String[] args) throws Exception {
		int workers = Integer.parseInt(args[0]);
		TestCluster test = TestCluster.start(workers);
		test.cluster().workers().forEach((worker) -> test.ask(worker, "socket listen a 127.0.0.1 0", String.class));
		System.out.println("workers " + test.cluster()
			.workers()
			.stream()
			.map((worker) -> String.valueOf(worker.pid()))
			.collect(Collectors.joining(" ")));
		String line = new BufferedReader(new InputStreamReader(System.in)).readLine();
		if (line.equals("close")) {
			test.close();
			System.exit(0);
		}
		System.exit(Integer.parseInt(line));
	}

}
