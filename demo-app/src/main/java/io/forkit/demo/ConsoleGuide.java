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

import java.io.PrintStream;
import java.util.List;

import io.forkit.cluster.ClusterReadyEvent;
import io.forkit.cluster.ClusterSnapshot;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Tells on the console, once the cluster is ready, what is running and what to try. Only
 * the primary publishes the event of that.
 */
final class ConsoleGuide implements SmartApplicationListener {

	private final PrintStream out;

	// Where actuator is if not where the application is, once it listens there.
	private volatile @Nullable Integer managementPort;

	ConsoleGuide() {
		this(System.out);
	}

	ConsoleGuide(PrintStream out) {
		this.out = out;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ClusterReadyEvent.class.isAssignableFrom(type) || WebServerInitializedEvent.class.isAssignableFrom(type);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ClusterReadyEvent ready) {
			this.out.print(guide(ready.getSnapshot()));
			this.out.flush();
		}
		else if (event instanceof WebServerInitializedEvent server
				&& "management".equals(server.getApplicationContext().getServerNamespace())) {
			this.managementPort = server.getWebServer().getPort();
		}
	}

	private String guide(ClusterSnapshot cluster) {
		StringBuilder guide = new StringBuilder("\n");
		guide.append("Running: a primary (pid %d) and %d %s\n".formatted(cluster.pid(), cluster.size(),
				(cluster.size() != 1) ? "workers" : "worker"));
		for (WorkerInfo worker : cluster.workers()) {
			guide.append("  worker %d in slot %d, pid %d\n".formatted(worker.id(), worker.slot(), worker.pid()));
		}
		List<ListenerInfo> servers = cluster.listeners().stream().filter((info) -> info.type().isTcp()).toList();
		if (!servers.isEmpty() && !cluster.workers().isEmpty()) {
			appendWhatToTry(guide, servers, cluster.workers().get(0));
		}
		return guide.toString();
	}

	private void appendWhatToTry(StringBuilder guide, List<ListenerInfo> listeners, WorkerInfo worker) {
		String base = "localhost:" + listeners.get(0).port();
		Integer other = this.managementPort;
		String management = (other != null) ? "localhost:" + other : base;
		guide.append("\nTry, in another terminal:\n");
		appendTry(guide, "curl " + base + "/", "again and again: the workers take turns");
		appendTry(guide, "curl '" + base + "/words?top=5'", "a shell pipeline over a text");
		appendTry(guide, "curl -G " + base + "/echo --data-urlencode 'text=$(id); rm -rf \"x\"'", null);
		appendTry(guide, "", "one argument of a program, and no shell sees it");
		appendTry(guide, "curl -F file=@README.md " + base + "/files", "checksum and statistics of an upload");
		appendTry(guide, "curl -N -F file=@demo-app/target/demo-app.jar " + base + "/jobs", null);
		appendTry(guide, "", "a long command, live: Ctrl-C cancels it");
		appendTry(guide, "curl -N -F file=@photo.jpg " + base + "/thumbnails", null);
		appendTry(guide, "", "a forked JVM makes an image smaller, live");
		appendTry(guide, "http://" + base + "/files.html", "all three in a browser");
		appendTry(guide, "curl " + management + "/actuator/health", "the cluster, whoever answers");
		appendTry(guide, "curl " + management + "/actuator/cluster", "each worker in detail");
		appendTry(guide, "kill -9 " + worker.pid(), "another worker takes the slot, nobody is refused");
		guide.append("\nCtrl-C here ends all of it.\n\n");
	}

	private void appendTry(StringBuilder guide, String command, @Nullable String remark) {
		guide.append((remark != null) ? "  %-44s # %s\n".formatted(command, remark) : "  %s\n".formatted(command));
	}

}
