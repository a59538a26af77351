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

package io.forkit.cluster.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.JettyWebServerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JettyClusterCustomizer}.
 */
class JettyClusterCustomizerTests {

	private final Server server = new Server();

	@Test
	void serverConnectorIsTaken() {
		this.server.addConnector(new ServerConnector(this.server));
		assertThatCode(this::customize).doesNotThrowAnyException();
	}

	@Test
	void connectorWithoutAcceptorsIsRefused() {
		this.server.addConnector(new ServerConnector(this.server, 0, 1));
		assertThatIsRefused("'server.jetty.threads.acceptors' is 0, but workers take turns by waiting in accept, "
				+ "which needs a thread");
	}

	@Test
	void inheritedChannelIsRefused() throws IOException {
		try (ServerConnector connector = new ServerConnector(this.server)) {
			connector.setInheritChannel(true);
			this.server.addConnector(connector);
			assertThatIsRefused("'inheritChannel' of the connector ServerConnector [http/1.1] is true, "
					+ "but workers get the channel from the primary");
		}
	}

	@Test
	void otherConnectorIsRefused() {
		this.server.addConnector(new LocalConnector(this.server));
		assertThatIsRefused("The connector LocalConnector [http/1.1] of Jetty cannot be shared by workers");
	}

	@Test
	void connectorsOfOnePoolCountTheSameThreads() {
		AtomicInteger threads = new AtomicInteger();
		JettySharing first = JettySharing.share(new ServerConnector(this.server), threads);
		JettySharing second = JettySharing.share(new ServerConnector(this.server), threads);
		first.threadTaken();
		second.threadTaken();
		assertThat(first.occupied()).isEqualTo(2);
		assertThat(second.occupied()).isEqualTo(2);
		assertThat(first.pool()).isSameAs(second.pool());
		first.threadGiven();
		assertThat(second.occupied()).isEqualTo(1);
	}

	private void assertThatIsRefused(String problem) {
		assertThatExceptionOfType(SharedServerException.class).isThrownBy(this::customize)
			.withMessageStartingWith(problem + ". ")
			.withMessageEndingWith("or set 'forkit.cluster.workers' to 0.");
	}

	private void customize() {
		JettyWebServerFactory factory = new JettyWebServerFactory();
		new JettyClusterCustomizer().customize(factory);
		for (JettyServerCustomizer customizer : factory.getServerCustomizers()) {
			customizer.customize(this.server);
		}
	}

}
