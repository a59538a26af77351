package io.forkit.demo;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WhoamiConfiguration}. That of a worker is tested end to end.
 */
class WhoamiConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(WhoamiConfiguration.class);

	@Test
	void withoutClusterThereIsOnlyProcess() {
		this.runner.run((context) -> assertThat(context.getBean(Whoami.class))
			.isEqualTo(new Whoami(null, null, ProcessHandle.current().pid())));
	}

}
