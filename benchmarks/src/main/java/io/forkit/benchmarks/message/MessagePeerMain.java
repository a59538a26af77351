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

package io.forkit.benchmarks.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

import io.forkit.process.ProcessTemplate;

/**
 * One run of forkit: a scenario in a JVM of its own, and the JVMs that it forks. The
 * result is a line on standard output.
 */
public final class MessagePeerMain {

	private MessagePeerMain() {
	}

	/**
	 * Run.
	 * @param args the name of the scenario, and the two times in milliseconds
	 */
	public static void main(String[] args) {
		endWithParent();
		int code = 0;
		try (ProcessTemplate processes = ProcessTemplate.create()) {
			MessageScenario scenario = MessageScenario.valueOf(args[0]);
			RunTime time = new RunTime(Long.parseLong(args[1]), Long.parseLong(args[2]));
			print(scenario.workload().measure(processes, time));
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			code = 1;
		}
		System.exit(code);
	}

	private static void print(Map<MessageMetric, Double> figures) {
		StringBuilder line = new StringBuilder(MessageRunLine.RESULT);
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
