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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker whose event loops are all busy leaves connections to the others.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NettyBackpressureIntegrationTests {

	private static final int LOOPS = 2;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void busyLoopsTakeOneConnectionAtMost() throws IOException {
		List<Http> kept = new ArrayList<>();
		try (DemoProcess demo = EmbeddedServer.NETTY.command()
			.jvmArguments("-Dreactor.netty.ioWorkerCount=" + LOOPS)
			.workers(2)
			.start()) {
			int port = demo.port();
			long busy = demo.cluster(port).workers().get(0).pid();
			for (int blocked = 0; blocked < LOOPS;) {
				Http http = Http.connect(port, Duration.ofSeconds(60));
				if (isHeldBy(busy, http, demo, port)) {
					kept.add(http);
					http.send("/block?millis=60000");
					demo.awaitLines(Pattern.compile("Blocking in " + busy), ++blocked, LIMIT);
				}
				else {
					http.close();
				}
			}
			int waiting = 0;
			for (int i = 0; i < 50; i++) {
				Http http = Http.connect(port, LIMIT);
				if (isHeldBy(busy, http, demo, port)) {
					kept.add(http);
					waiting++;
				}
				else {
					assertThat(http.get("/").status()).isEqualTo(200);
					http.close();
				}
			}
			assertThat(waiting).isLessThanOrEqualTo(1);
		}
		finally {
			for (Http http : kept) {
				http.close();
			}
		}
	}

	private boolean isHeldBy(long worker, Http http, DemoProcess demo, int port) {
		return Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(LIMIT)
			.until(() -> demo.processes()
				.stream()
				.filter((pid) -> Proc.clientPorts(pid, port).contains(http.localPort()))
				.findFirst(), (holder) -> holder.isPresent())
			.orElseThrow() == worker;
	}

}
