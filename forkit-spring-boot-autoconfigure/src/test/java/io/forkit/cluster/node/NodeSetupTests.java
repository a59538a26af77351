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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.forkit.cluster.ClusterSettings;
import io.forkit.cluster.ClusterSetupEvent;
import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerOutput;
import io.forkit.cluster.WorkerProgram;
import io.forkit.ipc.MessageSubscription;
import io.forkit.posix.Signal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What Node's tests say about {@code setupPrimary}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NodeSetupTests {

	@Test
	@DisplayName("test/parallel/test-cluster-setup-primary-argv.js: without other arguments workers have those of the primary's settings; later ones are for later workers")
	void argumentsForLaterWorkers() {
		try (TestCluster test = TestCluster.start(1, List.of("first"), Map.of())) {
			test.cluster().setup((program) -> program.withArguments("second", "third"));
			assertThat(test.ask(test.cluster().fork(), "args", List.class)).isEqualTo(List.of("second", "third"));
			assertThat(test.ask(test.worker(1), "args", List.class)).isEqualTo(List.of("first"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-setup-primary-cumulative.js: what is not changed stays as it was")
	void settingsAreCumulative() {
		try (TestCluster test = TestCluster.start(1)) {
			WorkerProgram before = test.cluster().settings().program();
			test.cluster().setup((program) -> program.withArguments("one").withSilent(true));
			test.cluster().setup((program) -> program.withEnvironment(Map.of("FLAVOUR", "vanilla")));
			assertThat(test.cluster().settings().program())
				.isEqualTo(before.withArguments("one").withSilent(true).withEnvironment(Map.of("FLAVOUR", "vanilla")));
			Worker worker = test.cluster().fork();
			assertThat(test.ask(worker, "args", List.class)).isEqualTo(List.of("one"));
			assertThat(test.ask(worker, "env:FLAVOUR", String.class)).isEqualTo("vanilla");
			assertThat(test.ask(worker, "property:forkit.test", String.class)).isEqualTo("yes");
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-setup-primary-emit.js: a setup is told with its settings")
	void setupIsAnEvent() {
		try (TestCluster test = TestCluster.start(1)) {
			test.cluster().setup((program) -> program.withArguments("a"));
			TestCluster.await(() -> setups(test).size() == 2);
			assertThat(setups(test).get(1)).isEqualTo(test.cluster().settings());
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-setup-primary-multiple.js: each of several setups is told once, in order")
	void eachSetupIsAnEvent() {
		try (TestCluster test = TestCluster.start(1)) {
			for (String argument : List.of("a", "b", "c")) {
				test.cluster().setup((program) -> program.withArguments(argument));
			}
			TestCluster.await(() -> setups(test).size() == 4);
			assertThat(setups(test).subList(1, 4)).extracting((settings) -> settings.program().arguments())
				.containsExactly(List.of("a"), List.of("b"), List.of("c"));
		}
	}

	@Test
	@DisplayName("test/parallel/test-cluster-cwd.js: another directory is for later workers, also for those that replace others")
	void directory(@TempDir Path directory) throws IOException {
		Path real = directory.toRealPath();
		try (TestCluster test = TestCluster.start(1)) {
			assertThat(test.cluster().settings().program().directory()).isNull();
			String own = System.getProperty("user.dir");
			assertThat(test.ask(test.worker(1), "property:user.dir", String.class)).isEqualTo(own);
			test.cluster().setup((program) -> program.withDirectory(real));
			assertThat(test.ask(test.cluster().fork(), "property:user.dir", String.class)).isEqualTo(real.toString());
			assertThat(test.ask(test.worker(1), "property:user.dir", String.class)).isEqualTo(own);
			test.worker(1).kill(Signal.SIGKILL);
			TestCluster.await(() -> test.cluster().worker(3).isPresent());
			assertThat(test.ask(test.worker(3), "property:user.dir", String.class)).isEqualTo(real.toString());
		}
	}

	@Test
	@DisplayName("doc/api/cluster.md#clustersetupprimarysettings: settings that cannot work are refused, and change nothing")
	void invalidSettings() {
		try (TestCluster test = TestCluster.start(1)) {
			ClusterSettings before = test.cluster().settings();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> test.cluster().setup((program) -> program.withJvmArguments("-Xmx64m", "Main")))
				.withMessage("'jvmArguments' must all be flags of a JVM but are [-Xmx64m, Main]");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> test.cluster().setup((program) -> program.withMainClass("com.example.Missing")))
				.withMessage("'mainClass' must be on the class path but is 'com.example.Missing'");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> test.cluster().setup((program) -> program.withDirectory(Path.of("/missing"))))
				.withMessage("'directory' must be a directory but is '/missing'");
			assertThatIllegalArgumentException().isThrownBy(
					() -> test.cluster().setup((program) -> program.withEnvironment(Map.of("FORKIT_WORKER_ID", "7"))))
				.withMessageContaining("'environment' must not have 'FORKIT_WORKER_ID'");
			assertThat(test.cluster().settings()).isEqualTo(before);
			assertThat(setups(test)).hasSize(1);
		}
	}

	@Test
	@DisplayName("doc/api/cluster.md#clustersettings: the primary reads what silent workers write")
	void silentWorkers() {
		try (TestCluster test = TestCluster.start(1)) {
			assertThatIllegalStateException().isThrownBy(() -> test.worker(1).onOutput((line) -> {
			})).withMessageContaining("set 'forkit.cluster.program.silent' to true");
			test.cluster().setup((program) -> program.withSilent(true));
			Worker worker = test.cluster().fork();
			// Nobody listens, and the worker is not held up.
			assertThat(test.ask(worker, "flood:100000", String.class)).isEqualTo("done");
			List<WorkerOutput> heard = Collections.synchronizedList(new ArrayList<>());
			MessageSubscription subscription = worker.onOutput(heard::add);
			test.ask(worker, "print:hällo", String.class);
			TestCluster.await(() -> heard.contains(new WorkerOutput(false, "hällo"))
					&& heard.contains(new WorkerOutput(true, "hällo")));
			heard.clear();
			test.ask(worker, "flood:20000", String.class);
			TestCluster.await(() -> heard.contains(new WorkerOutput(false, "line 19999")));
			assertThat(heard).hasSize(20_000);
			subscription.close();
			heard.clear();
			test.ask(worker, "print:nobody", String.class);
			assertThat(worker.disconnect().onExit().join().code()).isZero();
			assertThat(heard).isEmpty();
		}
	}

	private static List<ClusterSettings> setups(TestCluster test) {
		return test.events()
			.stream()
			.filter(ClusterSetupEvent.class::isInstance)
			.map((event) -> ((ClusterSetupEvent) event).getSettings())
			.toList();
	}

}
