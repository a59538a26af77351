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

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers share a socket that speaks TLS, with HTTP/1.1 and HTTP/2.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ServerTlsIntegrationTests {

	private static final String PASSWORD = "password";

	@TempDir
	static Path directory;

	private static Path keyStore;

	private static SSLContext trusting;

	@BeforeAll
	static void makeKey() throws Exception {
		keyStore = directory.resolve("key.p12");
		Process keytool = new ProcessBuilder(DemoCommand.java().resolveSibling("keytool").toString(), "-genkeypair",
				"-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-storetype",
				"PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		trusting = newContext();
	}

	private static SSLContext newContext() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("web", store.getCertificate("web"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	@ParameterizedTest
	@EnumSource(EmbeddedServer.class)
	void tlsServesBothVersionsOfHttpFromEveryWorker(EmbeddedServer server) throws Exception {
		try (DemoProcess demo = server.command()
			.workers(2)
			.arguments("--server.http2.enabled=true", "--server.ssl.bundle=web",
					"--spring.ssl.bundle.jks.web.key.alias=web",
					"--spring.ssl.bundle.jks.web.keystore.location=file:" + keyStore,
					"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD)
			.start()) {
			int port = demo.port();
			for (HttpClient.Version version : HttpClient.Version.values()) {
				Set<String> answers = new TreeSet<>();
				for (int i = 0; i < 10; i++) {
					HttpResponse<String> response = get(port, version);
					assertThat(response.statusCode()).isEqualTo(200);
					assertThat(response.version()).isEqualTo(version);
					answers.add(pid(response.body()));
				}
				assertThat(answers).as("workers that answered " + version).hasSize(2);
			}
			assertThatEveryWorkerResumesASession(port, "TLSv1.2");
			// Jetty seldom resumes a session of TLS 1.3, with workers or without.
			if (server != EmbeddedServer.JETTY) {
				assertThatEveryWorkerResumesASession(port, "TLSv1.3");
			}
		}
	}

	private HttpResponse<String> get(int port, HttpClient.Version version) throws Exception {
		// Another client is another connection.
		return HttpClient.newBuilder()
			.version(version)
			.sslContext(trusting)
			.connectTimeout(Duration.ofSeconds(10))
			.build()
			.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/")).build(),
					HttpResponse.BodyHandlers.ofString());
	}

	/** The keys of session tickets are those of all workers. */
	private void assertThatEveryWorkerResumesASession(int port, String protocol) throws Exception {
		SSLContext remembering = newContext();
		List<Boolean> resumed = new ArrayList<>();
		Set<String> answers = new TreeSet<>();
		for (int i = 0; i < 12; i++) {
			try (SSLSocket socket = (SSLSocket) remembering.getSocketFactory().createSocket("127.0.0.1", port)) {
				socket.setSoTimeout(10_000);
				socket.setEnabledProtocols(new String[] { protocol });
				socket.getOutputStream()
					.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
				String response = new String(socket.getInputStream().readAllBytes());
				assertThat(response).startsWith("HTTP/1.1 200");
				answers.add(pid(response));
				SSLSession session = socket.getSession();
				resumed.add(session.getValue("known") != null);
				session.putValue("known", true);
			}
		}
		assertThat(answers).as("workers that answered " + protocol).hasSize(2);
		assertThat(resumed.subList(1, resumed.size())).as("resumed sessions of " + protocol).containsOnly(true);
	}

	private static String pid(String response) {
		return Pattern.compile("\"pid\":(\\d+)").matcher(response).results().findFirst().orElseThrow().group(1);
	}

}
