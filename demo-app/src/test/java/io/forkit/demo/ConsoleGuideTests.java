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

package io.forkit.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.forkit.cluster.ClusterReadyEvent;
import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;
import org.junit.jupiter.api.Test;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsoleGuide}.
 */
class ConsoleGuideTests {

	private static final WorkerInfo WORKER = new WorkerInfo(0, 1, 101, WorkerState.READY, Instant.EPOCH, 0, null);

	@Test
	void saysWhatRunsAndWhatToTry() {
		assertThat(guide(List.of(new ListenerInfo("0.0.0.0", 8080)))).contains("a primary (pid 100) and 1 worker\n")
			.contains("worker 1 in slot 0, pid 101")
			.contains("curl localhost:8080/ ")
			.contains("localhost:8080/words")
			.contains("localhost:8080/echo")
			.contains("localhost:8080/files")
			.contains("localhost:8080/jobs")
			.contains("http://localhost:8080/files.html")
			.contains("localhost:8080/actuator/health")
			.contains("localhost:8080/actuator/cluster")
			.contains("kill -9 101")
			.contains("Ctrl-C");
	}

	@Test
	void actuatorIsWhereItListens() {
		WebServerApplicationContext management = mock(WebServerApplicationContext.class);
		given(management.getServerNamespace()).willReturn("management");
		WebServer server = mock(WebServer.class);
		given(server.getPort()).willReturn(9090);
		WebServerInitializedEvent started = new WebServerInitializedEvent(server) {

			@Override
			public WebServerApplicationContext getApplicationContext() {
				return management;
			}

		};
		assertThat(guide(List.of(new ListenerInfo("0.0.0.0", 8080)), started)).contains("curl localhost:8080/ ")
			.contains("localhost:9090/actuator/health")
			.contains("localhost:9090/actuator/cluster")
			.doesNotContain("localhost:8080/actuator");
	}

	@Test
	void withoutListenerThereIsNothingToTry() {
		assertThat(guide(List.of())).contains("pid 101").doesNotContain("curl");
	}

	private String guide(List<ListenerInfo> listeners, ApplicationEvent... before) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ClusterSnapshot snapshot = new ClusterSnapshot(ClusterState.RUNNING, 100, Instant.EPOCH, 1, listeners,
				List.of(WORKER));
		ConsoleGuide guide = new ConsoleGuide(new PrintStream(out, true, StandardCharsets.UTF_8));
		for (ApplicationEvent event : before) {
			assertThat(guide.supportsEventType(event.getClass())).isTrue();
			guide.onApplicationEvent(event);
		}
		guide.onApplicationEvent(new ClusterReadyEvent(this, snapshot));
		return out.toString(StandardCharsets.UTF_8);
	}

}
