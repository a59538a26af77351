package io.forkit.demo;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Whoami}.
 */
class WhoamiTests {

	@Test
	void workerIsKnownFromEnvironment() {
		Whoami whoami = Whoami.of(Map.of("FORKIT_WORKER_SLOT", "1", "FORKIT_WORKER_ID", "7"), 42);
		assertThat(whoami).isEqualTo(new Whoami(1, 7, 42));
	}

	@Test
	void withoutClusterThereIsOnlyProcess() {
		assertThat(Whoami.of(Map.of(), 42)).isEqualTo(new Whoami(null, null, 42));
	}

}
