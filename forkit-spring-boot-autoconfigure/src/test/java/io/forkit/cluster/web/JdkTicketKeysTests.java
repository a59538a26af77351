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
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.forkit.cluster.TicketKey;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link JdkTicketKeys}.
 */
@Timeout(60)
class JdkTicketKeysTests {

	private static final char[] PASSWORD = "password".toCharArray();

	private static final Instant NOW = Instant.now();

	private static final List<TicketKey> KEYS = List.of(key(41, -5400), key(42, -1800), key(43, 1800));

	@TempDir
	static Path directory;

	private static KeyStore store;

	private ServerSocket listener;

	@BeforeEach
	void listen() throws IOException {
		this.listener = new ServerSocket(0);
	}

	@AfterEach
	void close() throws IOException {
		this.listener.close();
	}

	@BeforeAll
	static void makeKey() throws Exception {
		Path file = directory.resolve("key.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12",
				"-keystore", file.toString(), "-storepass", new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(50, TimeUnit.SECONDS)).isTrue();
		store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
	}

	private static TicketKey key(int id, int from) {
		byte[] secret = new byte[32];
		secret[0] = (byte) id;
		return new TicketKey(id, new SecretKeySpec(secret, "AES"), NOW.plusSeconds(from), NOW.plusSeconds(from + 3600));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aSessionOfOneServerIsResumedByAnotherThatHasItsKeys(String protocol) throws Exception {
		SSLContext client = client();
		assertThat(resumes(client, protocol, server(KEYS))).isFalse();
		assertThat(resumes(client, protocol, server(KEYS))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aSessionIsResumedWithTheKeyOfThePeriodBefore(String protocol) throws Exception {
		SSLContext client = client();
		resumes(client, protocol, server(List.of(new TicketKey(41, KEYS.get(0).secret(), NOW, NOW.plusSeconds(10)))));
		assertThat(resumes(client, protocol, server(KEYS))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aTicketOfAnotherKeyLeadsToAFullHandshake(String protocol) throws Exception {
		SSLContext client = client();
		resumes(client, protocol, server(List.of(key(50, 0))));
		assertThat(resumes(client, protocol, server(KEYS))).isFalse();
	}

	@Test
	void theKeyOfNowIsTheOneToEncryptWith() throws Exception {
		SSLSessionContext sessions = server(List.of()).getServerSessionContext();
		JdkTicketKeys.install(sessions, KEYS, NOW);
		assertThat(sessions).extracting("currentKeyID").isEqualTo(42);
		JdkTicketKeys.install(sessions, KEYS, NOW.plusSeconds(1800));
		assertThat(sessions).extracting("currentKeyID").isEqualTo(43);
	}

	@Test
	void keysThatAreNoLongerSharedAreForgotten() throws Exception {
		SSLSessionContext sessions = server(KEYS).getServerSessionContext();
		JdkTicketKeys.install(sessions, KEYS.subList(1, 3), NOW);
		assertThat(sessions).extracting("keyHashMap")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsOnlyKeys(42, 43);
	}

	@Test
	void eachServerHasKeysOfItsOwn() {
		TicketKey key = KEYS.get(0);
		TicketKey derived = TicketSharing.derive(key, "null:8443 _default_");
		assertThat(derived.secret().getEncoded()).hasSize(32).isNotEqualTo(key.secret().getEncoded());
		assertThat(derived).isEqualTo(TicketSharing.derive(key, "null:8443 _default_"))
			.isNotEqualTo(TicketSharing.derive(key, "null:9443 _default_"))
			.extracting(TicketKey::id)
			.isEqualTo(key.id());
	}

	@Test
	void onlyTheOwnImplementationOfTheJdkCanHaveKeys() throws Exception {
		SSLSessionContext sessions = server(List.of()).getServerSessionContext();
		assertThat(JdkTicketKeys.canHave(sessions)).isTrue();
		assertThat(JdkTicketKeys.canHave(mock(SSLSessionContext.class))).isFalse();
	}

	private static SSLContext server(List<TicketKey> keys) throws Exception {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(factory.getKeyManagers(), null, null);
		JdkTicketKeys.install(context.getServerSessionContext(), keys, NOW);
		return context;
	}

	private static SSLContext client() throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("web", store.getCertificate("web"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	/** Return whether the session that this client has is resumed. */
	private boolean resumes(SSLContext client, String protocol, SSLContext server) throws Exception {
		CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server));
		try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
			.createSocket("localhost", this.listener.getLocalPort())) {
			socket.setEnabledProtocols(new String[] { protocol });
			socket.getOutputStream().write(1);
			// A ticket of TLS 1.3 comes before the first answer.
			assertThat(socket.getInputStream().read()).isEqualTo(1);
			boolean resumed = socket.getSession().getValue("known") != null;
			socket.getSession().putValue("known", true);
			served.get(10, TimeUnit.SECONDS);
			return resumed;
		}
	}

	// All on one port: a client knows a server by that.
	private void serve(SSLContext server) {
		try (Socket connection = this.listener.accept();
				SSLSocket socket = (SSLSocket) server.getSocketFactory().createSocket(connection, null, true)) {
			socket.getOutputStream().write(socket.getInputStream().read());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
