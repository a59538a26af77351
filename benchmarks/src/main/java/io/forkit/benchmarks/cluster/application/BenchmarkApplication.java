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

package io.forkit.benchmarks.cluster.application;

import java.io.IOException;
import java.io.OutputStream;

import io.forkit.cluster.WorkerIdentity;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application as small as the yardstick's.
 */
@SpringBootApplication
public class BenchmarkApplication {

	/**
	 * Run the application.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		if (System.getenv(WorkerIdentity.ID_VARIABLE) == null) {
			endWithBenchmark();
		}
		SpringApplication.run(BenchmarkApplication.class, args);
	}

	/**
	 * Standard input ends with the process at its other end, whatever ended that.
	 */
	private static void endWithBenchmark() {
		Thread thread = new Thread(() -> {
			try {
				System.in.transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				// As good as the end.
			}
			System.exit(1);
		}, "end-with-benchmark");
		thread.setDaemon(true);
		thread.start();
	}

}
