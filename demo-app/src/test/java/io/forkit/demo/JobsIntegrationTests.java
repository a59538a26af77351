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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a long command tells how far it is, and that nothing of it outlives what it
 * is for.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JobsIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	// Random bytes are hard to compress: for this many it takes longer than any test.
	private static final int LONG = 32 * 1024 * 1024;

	private static final int SHORT = 2 * 1024 * 1024;

	@TempDir
	private static Path directory;

	private static DemoProcess demo;

	private static int port;

	@BeforeAll
	static void start() throws IOException {
		Path stubborn = Files.writeString(directory.resolve("sha256sum"), """
				#!/bin/sh
				trap '' HUP PIPE TERM
				echo $$ > "${0%/*}/pid"
				exec sleep 300
				""");
		Files.setPosixFilePermissions(stubborn, PosixFilePermissions.fromString("rwx------"));
		// A request that does not end is waited for no longer than this.
		demo = DemoCommand.ofJar()
			.prefix("env", "PATH=" + directory + ":" + System.getenv("PATH"))
			.workers(2)
			.arguments("--spring.lifecycle.timeout-per-shutdown-phase=1s")
			.start();
		port = demo.port();
	}

	@AfterAll
	static void end() {
		demo.close();
	}

	@Test
	void progressArrivesWhileCommandRuns() throws IOException {
		try (JobClient client = JobClient.start(port, random(SHORT))) {
			JobClient.Event started = client.await("started");
			assertThat(started.number("bytes")).isEqualTo(SHORT);
			JobClient.Event event = client.await("progress");
			assertThat(Proc.group(started.number("pid"))).as("programs while there is progress").isNotEmpty();
			long bytes = 0;
			while (event.name().equals("progress")) {
				assertThat(event.text("line")).startsWith("tar: ");
				assertThat(event.number("bytes")).isGreaterThan(bytes).isLessThanOrEqualTo(SHORT);
				bytes = event.number("bytes");
				event = client.next();
				assertThat(event).isNotNull();
			}
			assertThat(event.name()).isEqualTo("finished");
			assertThat(event.text("status")).isEqualTo("exit code 0");
			assertThat(event.number("bytes")).isBetween((long) SHORT, SHORT * 101L / 100);
			assertThat(client.next()).isNull();
			assertUploadIsDeleted(started);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jobIsCancelledByWhicheverWorkerIsAsked(boolean sibling) throws IOException {
		List<Long> workers = demo.awaitCluster(port, DemoProcess.START_LIMIT, ClusterReport::allReady)
			.workers()
			.stream()
			.map(ClusterReport.Worker::pid)
			.toList();
		try (JobClient client = JobClient.start(port, random(LONG))) {
			JobClient.Event started = client.await("started");
			client.await("progress");
			long group = started.number("pid");
			assertThat(Proc.group(group)).as("tar and what it has started").hasSizeGreaterThan(1);
			Http.Response response = delete(started.text("id"), workers, client.worker(), sibling);
			assertThat(response.status()).isEqualTo(202);
			assertThat(response.pid() != client.worker()).as("whether a sibling answered").isEqualTo(sibling);
			assertThat(client.await("cancelled").text("id")).isEqualTo(started.text("id"));
			assertThat(Proc.group(group)).isEmpty();
			assertThat(client.next()).isNull();
			assertUploadIsDeleted(started);
		}
	}

	/**
	 * Ask a certain one of two workers. They take turns.
	 */
	private Http.Response delete(String id, List<Long> workers, long worker, boolean sibling) throws IOException {
		await(() -> {
			await(() -> assertThat(workers).allMatch(Proc::waitsInAccept));
			assertThat(Http.get(port, "/").pid() == worker).isEqualTo(sibling);
		});
		await(() -> assertThat(workers).allMatch(Proc::waitsInAccept));
		return delete(id);
	}

	private Http.Response delete(String id) throws IOException {
		try (Http http = Http.connect(port, Duration.ofSeconds(30))) {
			http.send("DELETE", "/jobs/" + id);
			return http.receive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "42", "99999999999999999999999", "x", "..%2f42" })
	void jobThatIsNotThereCannotBeCancelled(String id) throws IOException {
		assertThat(delete(id).status()).isBetween(400, 404);
	}

	@Test
	void jobEndsWhenClientGoes() throws IOException {
		JobClient.Event started;
		try (JobClient client = JobClient.start(port, random(LONG))) {
			started = client.await("started");
			client.await("progress");
			assertThat(Proc.group(started.number("pid"))).isNotEmpty();
		}
		await(() -> assertThat(Proc.group(started.number("pid"))).isEmpty());
		assertUploadIsDeleted(started);
	}

	@Test
	void deathOfWorkerEndsItsPrograms() throws IOException {
		try (JobClient client = JobClient.start(port, random(LONG))) {
			long group = client.await("started").number("pid");
			client.await("progress");
			assertThat(Proc.group(group)).hasSizeGreaterThan(1);
			Proc.signal("KILL", client.worker());
			await(() -> assertThat(Proc.group(group)).isEmpty());
		}
	}

	@Test
	void deathOfWorkerEndsProgramThatWouldOutliveIt() throws IOException {
		Path pid = directory.resolve("pid");
		try (Http http = Http.connect(port, Duration.ofSeconds(30))) {
			FormData.send(http, "/files", "file", "content", random(1));
			await(() -> assertThat(pid).isNotEmptyFile());
			long program = Long.parseLong(Files.readString(pid).strip());
			Proc.Stat stat = Proc.stat(program);
			assertThat(stat).isNotNull();
			Proc.signal("KILL", stat.parent());
			await(() -> assertThat(Proc.group(program)).isEmpty());
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void endOfClusterEndsItsPrograms() throws IOException {
		try (JobClient client = JobClient.start(port, random(LONG))) {
			client.await("progress");
			demo.signal("TERM");
			assertThat(demo.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	private void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(LIMIT)
			.untilAsserted(assertion);
	}

	private void assertUploadIsDeleted(JobClient.Event started) {
		Path upload = demo.temporaryFiles().resolve("demo-job-" + started.text("id"));
		await(() -> assertThat(upload).doesNotExist());
	}

	private byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

}
