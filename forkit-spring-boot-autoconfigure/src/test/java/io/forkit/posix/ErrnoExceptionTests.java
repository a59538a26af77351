package io.forkit.posix;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrnoException}.
 */
class ErrnoExceptionTests {

	@Test
	void messageNamesCallErrorAndMeaning() {
		ErrnoException ex = new ErrnoException("bind to 0.0.0.0:8080", 98);
		assertThat(ex).hasMessage("bind to 0.0.0.0:8080 failed: EADDRINUSE (Address already in use)");
		assertThat(ex.getCall()).isEqualTo("bind to 0.0.0.0:8080");
		assertThat(ex.getErrno()).isEqualTo(98);
		assertThat(ex.getErrnoName()).isEqualTo("EADDRINUSE");
		assertThat(ex.is("EADDRINUSE")).isTrue();
		assertThat(ex.is("EACCES")).isFalse();
	}

	@Test
	void messageOfAnUnknownErrorHasItsNumber() {
		assertThat(new ErrnoException("read", 4711)).hasMessage("read failed: errno 4711 (unknown error)");
	}

}
