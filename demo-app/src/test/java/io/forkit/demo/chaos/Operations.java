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

package io.forkit.demo.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

import io.forkit.demo.ClusterOperations;
import io.forkit.demo.ClusterReport;
import io.forkit.demo.Http;

/**
 * Actions that people and programs take on purpose.
 */
final class Operations {

	private static final Duration WAIT = Duration.ofMillis(500);

	private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

	private Operations() {
	}

	static Action reload(ClusterOperations operations) {
		return (now, random) -> operate("reload", () -> operations.reload(WAIT));
	}

	/**
	 * Another number of workers.
	 * @param operations what can be done
	 * @param most the largest number
	 * @return the action
	 */
	static Action scale(ClusterOperations operations, int most) {
		return (now, random) -> {
			int workers = 1 + random.nextInt(most);
			return operate("scale to " + workers, () -> operations.scale(workers, WAIT));
		};
	}

	/**
	 * What a person does who sees that workers are given up.
	 * @param operations what can be done
	 * @param when how the cluster is then
	 * @return the action
	 */
	static Action revive(ClusterOperations operations, Predicate<ClusterReport> when) {
		return (now, random) -> {
			if (now.report() == null || !when.test(now.report())) {
				return null;
			}
			String result = "done";
			try {
				operations.revive();
			}
			catch (IOException ex) {
				result = "no answer: " + ex.getMessage();
			}
			return Deed.lasting("revive, " + result, Set.of(), Harm.NONE);
		};
	}

	/**
	 * Another JVM in the worker that gets the request.
	 * @param port the port of the application
	 * @return the action
	 */
	static Action fork(int port) {
		return (now, random) -> {
			String result;
			try (Http http = Http.connect(port, ANSWER_LIMIT)) {
				result = http.get("/helper").body();
			}
			catch (IOException ex) {
				result = "no answer: " + ex.getMessage();
			}
			return Deed.lasting("fork, " + result, Set.of(), Harm.NONE);
		};
	}

	private static Deed operate(String what, Operation operation) {
		String result;
		try {
			result = operation.perform().result();
		}
		catch (IOException ex) {
			result = "no answer: " + ex.getMessage();
		}
		return Deed.lasting(what + ", " + result, Set.of(), Harm.NONE);
	}

	@FunctionalInterface
	private interface Operation {

		ClusterOperations.Report perform() throws IOException;

	}

}
