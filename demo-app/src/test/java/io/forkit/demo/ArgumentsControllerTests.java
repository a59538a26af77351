package io.forkit.demo;

import org.junit.jupiter.api.Test;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ArgumentsController}.
 */
class ArgumentsControllerTests {

	@Test
	void listsSourceArguments() {
		DefaultApplicationArguments arguments = new DefaultApplicationArguments("--a=b c", "", "\"");
		assertThat(MockMvcTester.of(new ArgumentsController(arguments)).get().uri("/arguments")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("[\"--a=b c\",\"\",\"\\\"\"]");
	}

}
