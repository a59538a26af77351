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

package io.forkit.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CapacityEndpoint}.
 */
class CapacityEndpointTests {

	private final Map<String, String> changes = new HashMap<>();

	private final CapacityEndpoint endpoint = new CapacityEndpoint((changes) -> {
		this.changes.putAll(changes);
		return CompletableFuture.completedFuture(Map.of("seen", changes.size()));
	});

	@Test
	void readingChangesNothing() {
		assertThat(this.endpoint.capacity()).isEqualTo(Map.of("seen", 0));
		assertThat(this.changes).isEmpty();
	}

	@Test
	void onlyWhatIsNamedIsChanged() {
		assertThat(this.endpoint.recycle("80%", null, null, "none", null, "5%")).isEqualTo(Map.of("seen", 3));
		assertThat(this.changes).isEqualTo(Map.of("heap", "80%", "requests", "none", "jitter", "5%"));
	}

	@Test
	void numbersAreLimitsAsWellButListsAreNot() {
		assertThat(this.endpoint.recycle(null, null, null, 1000, null, null)).isEqualTo(Map.of("seen", 1));
		assertThat(this.changes).isEqualTo(Map.of("requests", "1000"));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.recycle(List.of("80%"), null, null, null, null, null))
			.withMessage("'heap' cannot be '[80%]'. Use a share such as 80% or a size such as 512MB.");
	}

	@Test
	void whatIsNoLimitIsABadRequest() {
		CapacityEndpoint refusing = new CapacityEndpoint(
				(changes) -> CompletableFuture.failedFuture(new IllegalArgumentException("no such limit")));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> refusing.recycle("lots", null, null, null, null, null))
			.withMessage("no such limit");
	}

}
