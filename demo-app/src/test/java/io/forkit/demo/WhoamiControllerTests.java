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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WhoamiController} and {@link WorkerHeaderFilter}.
 */
class WhoamiControllerTests {

	private static final Whoami WORKER = new Whoami(1, 7, 42);

	private final MockMvcTester mvc = MockMvcTester.of(List.of(new WhoamiController(WORKER)),
			(builder) -> builder.addFilters(new WorkerHeaderFilter(WORKER)).build());

	@Test
	void saysWhoAnswersAndCounts() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"slot\":1,\"worker\":7,\"pid\":42,\"requests\":1}");
		assertThat(this.mvc.get().uri("/")).bodyJson().extractingPath("$.requests").isEqualTo(2);
	}

	@Test
	void responseNamesProcess() {
		assertThat(this.mvc.get().uri("/")).hasHeader("Demo-Pid", "42");
	}

	@Test
	void slowAnswerIsTheSameAnswer() {
		assertThat(this.mvc.get().uri("/slow?millis=1")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"slot\":1,\"worker\":7,\"pid\":42,\"requests\":1}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "60001", "99999999999", "long" })
	void slowAnswerHasLimits(String millis) {
		assertThat(this.mvc.get().uri("/slow?millis={millis}", millis)).hasStatus(400);
	}

}
