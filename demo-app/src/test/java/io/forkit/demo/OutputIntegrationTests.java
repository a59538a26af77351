package io.forkit.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests where the output of the workers goes, and what the demo says.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class OutputIntegrationTests {

	@Test
	void workersWriteToFilesBySlot(@TempDir Path directory) {
		Path output = directory.resolve("output");
		try (DemoProcess demo = DemoCommand.ofJar()
			.workers(2)
			.arguments("--forkit.cluster.output-directory=" + output)
			.start()) {
			demo.awaitReady();
			for (int slot = 0; slot < 2; slot++) {
				assertThat(output.resolve("worker-" + slot + ".log")).content().contains("Started DemoApplication");
			}
			assertThat(demo.lines()).noneMatch((line) -> line.contains("Started DemoApplication"));
		}
	}

	@Test
	void onlyPrimarySaysWhatToTry() throws IOException {
		try (DemoProcess demo = DemoCommand.ofJar().workers(2).start()) {
			int port = demo.port();
			demo.awaitLine(Pattern.compile("Ctrl-C"), DemoProcess.START_LIMIT);
			assertThat(String.join("\n", demo.lines())).containsOnlyOnce("curl localhost:" + port + "/ ")
				.contains("kill -9 ");
			assertThat(Http.get(port, "/").status()).isEqualTo(200);
		}
	}

}
