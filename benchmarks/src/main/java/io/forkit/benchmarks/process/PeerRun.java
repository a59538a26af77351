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

package io.forkit.benchmarks.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run: a peer and a scenario in a JVM of their own. The result is a line on standard
 * output.
 */
public final class PeerRun {

	private PeerRun() {
	}

	/**
	 * Run.
	 * @param args the names of the peer and the scenario, and the three numbers of the
	 * size
	 */
	public static void main(String[] args) {
		Runtime.getRuntime().addShutdownHook(new Thread(LivePrograms::end, "kill-children"));
		endWithParent();
		int code = 0;
		try {
			PeerType type = PeerType.valueOf(args[0]);
			Scenario scenario = Scenario.valueOf(args[1]);
			Size size = new Size(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
			Footprint before = Footprint.now();
			Peer peer = type.create();
			print(scenario.workload().measure(peer, size, before));
			LivePrograms.end();
			peer.close();
		}
		catch (UnsupportedOperationException ex) {
			System.out.println(RunLine.SKIPPED + ex.getMessage());
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			code = 1;
		}
		// Some peers leave threads behind that would keep the JVM alive.
		System.exit(code);
	}

	private static void print(Map<Metric, Double> figures) {
		StringBuilder line = new StringBuilder(RunLine.RESULT);
		new TreeMap<>(figures).forEach((metric, value) -> line.append(metric).append('=').append(value).append(' '));
		System.out.println(line.toString().trim());
	}

	/**
	 * Standard input ends with the process at its other end, whatever ended that.
	 */
	private static void endWithParent() {
		Thread thread = new Thread(() -> {
			try {
				System.in.transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				// As good as the end.
			}
			System.exit(1);
		}, "end-with-parent");
		thread.setDaemon(true);
		thread.start();
	}

}
