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

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedTomcatConnector}.
 */
class SharedTomcatConnectorTests {

	private final Connector added = new Connector(Http11NioProtocol.class.getName());

	@Test
	void protocolIsShared() {
		assertThat(SharedTomcatConnector.of(this.added).getProtocolHandler())
			.isInstanceOf(SharedListenerHttp11NioProtocol.class);
	}

	@Test
	void settingsOfConnectorProtocolAndEndpointAreKept() {
		this.added.setPort(8443);
		this.added.setScheme("https");
		this.added.setSecure(true);
		this.added.setMaxPostSize(17);
		this.added.setProperty("maxThreads", "7");
		this.added.setProperty("connectionTimeout", "1234");
		this.added.setProperty("server", "mine");
		this.added.setProperty("selectorTimeout", "4321");
		this.added.setProperty("socket.soKeepAlive", "true");
		Connector shared = SharedTomcatConnector.of(this.added);
		assertThat(shared.getPort()).isEqualTo(8443);
		assertThat(shared.getScheme()).isEqualTo("https");
		assertThat(shared.getSecure()).isTrue();
		assertThat(shared.getMaxPostSize()).isEqualTo(17);
		assertThat(shared.getProperty("maxThreads")).isEqualTo(7);
		assertThat(shared.getProperty("connectionTimeout")).isEqualTo(1234);
		assertThat(shared.getProperty("server")).isEqualTo("mine");
		assertThat(shared.getProperty("selectorTimeout")).isEqualTo(4321L);
		assertThat(endpoint(shared).getSocketProperties().getSoKeepAlive()).isTrue();
	}

	@Test
	void whatIsNotSetStaysUnset() {
		Connector shared = SharedTomcatConnector.of(this.added);
		assertThat(ReflectionTestUtils.getField(endpoint(shared).getSocketProperties(), "rxBufSize")).isNull();
		assertThat(shared.getPort()).isEqualTo(-1);
	}

	private static SharedListenerNioEndpoint endpoint(Connector shared) {
		return (SharedListenerNioEndpoint) SharedTomcatConnector.endpoint(shared);
	}

	@Test
	void tlsAndUpgradeProtocolsAreKept() {
		SSLHostConfig host = new SSLHostConfig();
		host.setHostName("example.org");
		this.added.addSslHostConfig(host);
		this.added.addUpgradeProtocol(new Http2Protocol());
		Connector shared = SharedTomcatConnector.of(this.added);
		assertThat(shared.findSslHostConfigs()).containsExactly(host);
		assertThat(shared.findUpgradeProtocols()).containsExactly(this.added.findUpgradeProtocols());
	}

	@Test
	void otherProtocolIsRefused() {
		Connector ajp = new Connector("AJP/1.3");
		ajp.setPort(8009);
		assertThatExceptionOfType(SharedServerException.class).isThrownBy(() -> SharedTomcatConnector.of(ajp))
			.satisfies((ex) -> {
				assertThat(ex.getProblem()).isEqualTo("The Tomcat connector that the application has added for port "
						+ "8009 has the protocol 'org.apache.coyote.ajp.AjpNioProtocol', which workers cannot share");
				assertThat(ex.getFix()).isEqualTo("Remove the connector, use '" + Http11NioProtocol.class.getName()
						+ "', or set 'forkit.cluster.workers' to 0.");
			});
	}

}
