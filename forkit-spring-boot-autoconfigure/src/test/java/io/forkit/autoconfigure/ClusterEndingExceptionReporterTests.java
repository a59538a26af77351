package io.forkit.autoconfigure;

import java.io.IOException;

import io.forkit.cluster.worker.ClusterEndingException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndingExceptionReporter}.
 */
class ClusterEndingExceptionReporterTests {

	private final ClusterEndingExceptionReporter reporter = new ClusterEndingExceptionReporter();

	@Test
	void theEndOfTheClusterNeedsNoReportOfItsOwn() {
		assertThat(this.reporter.reportException(
				new IllegalStateException(new RuntimeException(new ClusterEndingException("The cluster is ending")))))
			.isTrue();
	}

	@Test
	void everyOtherFailureIsLeftToTheOthers() {
		assertThat(this.reporter.reportException(new IllegalStateException(new IOException("broken")))).isFalse();
	}

}
