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

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests that images are made smaller by helpers, which workers fork, and that whatever
 * happens to a helper harms nobody else.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThumbnailsIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(15);

	private static DemoProcess demo;

	private static int port;

	@BeforeAll
	static void start() {
		// A request that does not end is waited for no longer than this.
		demo = DemoCommand.ofJar().workers(2).arguments("--spring.lifecycle.timeout-per-shutdown-phase=1s").start();
		port = demo.port();
	}

	@AfterAll
	static void end() {
		demo.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg" })
	void imageIsMadeSmallerWhileItsProgressIsTold(String format) throws IOException {
		try (JobClient client = JobClient.start(port, "/thumbnails?width=60", Images.halves(format, 600, 400))) {
			JobClient.Event started = client.await("started");
			assertThat(client.await("progress").text("step")).isEqualTo("Reading");
			JobClient.Event finished = client.await("finished");
			String[] url = finished.text("url").split(",");
			assertThat(url[0]).isEqualTo("data:image/" + format + ";base64");
			byte[] bytes = Base64.getDecoder().decode(url[1]);
			assertThat(finished.number("bytes")).isEqualTo(bytes.length);
			BufferedImage thumbnail = Images.read(bytes);
			assertThat(thumbnail.getWidth()).isEqualTo(60).isEqualTo((int) finished.number("width"));
			assertThat(thumbnail.getHeight()).isEqualTo(40).isEqualTo((int) finished.number("height"));
			assertColor(thumbnail, 10, Color.RED);
			assertColor(thumbnail, 50, Color.BLUE);
			assertThat(client.next()).isNull();
			assertNothingIsLeft(started);
		}
	}

	private void assertColor(BufferedImage image, int x, Color expected) {
		Color color = new Color(image.getRGB(x, 20));
		assertThat(color.getRed()).isCloseTo(expected.getRed(), within(8));
		assertThat(color.getBlue()).isCloseTo(expected.getBlue(), within(8));
	}

	@Test
	void imageThatIsTooMuchEndsItsHelperAndNothingElse() throws IOException {
		try (JobClient client = JobClient.start(port, "/thumbnails", Images.bomb())) {
			JobClient.Event started = client.await("started");
			assertThat(client.await("failed").text("reason")).startsWith("The image needs more memory");
			assertThat(client.next()).isNull();
			assertNothingIsLeft(started);
			assertThat(Proc.exists(client.worker())).isTrue();
			assertThat(demo.cluster(port).workers()).extracting(ClusterReport.Worker::pid).contains(client.worker());
		}
	}

	@Test
	void deathOfHelperIsTold() throws IOException {
		try (JobClient client = JobClient.start(port, "/thumbnails", Images.slow())) {
			JobClient.Event started = client.await("started");
			client.await("progress");
			Proc.signal("KILL", started.number("pid"));
			assertThat(client.await("failed").text("reason")).contains("(killed by SIGKILL)");
			assertNothingIsLeft(started);
		}
	}

	@Test
	void helperEndsWhenClientGoes() throws IOException {
		JobClient.Event started;
		try (JobClient client = JobClient.start(port, "/thumbnails", Images.slow())) {
			started = client.await("started");
			client.await("progress");
		}
		assertNothingIsLeft(started);
	}

	@Test
	void whatIsNoImageIsRefused() throws IOException {
		assertThat(FormData.post(port, "/thumbnails", "file", "x.png", new byte[100]).status()).isEqualTo(415);
		assertThat(FormData.post(port, "/thumbnails?width=15", "file", "x.png", Images.bomb()).status()).isEqualTo(400);
		byte[] image = Images.halves("png", 600, 400);
		try (JobClient client = JobClient.start(port, "/thumbnails", Arrays.copyOf(image, 40))) {
			assertThat(client.await("failed").text("reason")).startsWith("The image cannot be read");
		}
	}

	@Test
	@Order(Integer.MAX_VALUE - 1)
	void helperEndsWhenItsWorkerIsKilled() throws IOException {
		try (JobClient client = JobClient.start(port, "/thumbnails", Images.slow())) {
			long helper = client.await("started").number("pid");
			client.await("progress");
			Proc.signal("KILL", client.worker());
			await(() -> assertThat(Proc.group(helper)).isEmpty());
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void helperEndsWithCluster() throws IOException {
		try (JobClient client = JobClient.start(port, "/thumbnails", Images.slow())) {
			client.await("progress");
			demo.signal("TERM");
			assertThat(demo.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
			demo.awaitNothingLeft(Duration.ofSeconds(1));
		}
	}

	private void assertNothingIsLeft(JobClient.Event started) {
		Path upload = demo.temporaryFiles().resolve("demo-image-" + started.text("id"));
		await(() -> assertThat(Proc.group(started.number("pid"))).isEmpty());
		await(() -> assertThat(upload).doesNotExist());
	}

	private void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(LIMIT)
			.untilAsserted(assertion);
	}

}
