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
package io.forkit.ipc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import io.forkit.ipc.json.JsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link UnheardRequests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnheardRequestsTests {

	private final Deque<Runnable> later = new ArrayDeque<>();

	private final Set<Incoming> kept = new HashSet<>();

	private UnheardRequests requests() {
		ChannelLoop loop = mock();
		willAnswer((call) -> {
			this.later.add(call.getArgument(1));
			return null;
		}).given(loop).schedule(any(), any());
		return new UnheardRequests(loop, this.kept::contains);
	}

	private Incoming request(long number, Object value) {
		Incoming request = new Incoming(number, new Envelope(Envelope.Purpose.REQUEST, number, null),
				new ValueBody(value, 10, new Beans(new JsonCodec())), null);
		this.kept.add(request);
		return request;
	}

	@Test
	void warnsOnceForEachType(CapturedOutput output) {
		UnheardRequests requests = requests();
		requests.add(request(1, "text"));
		requests.add(request(2, "text"));
		requests.add(request(3, 42));
		assertThat(output).doesNotContain("nobody listens");
		this.later.forEach(Runnable::run);
		assertThat(output.toString().split("nobody listens here", -1)).hasSize(3);
		requests.add(request(4, "text"));
		assertThat(this.later).hasSize(2);
	}

	@Test
	void saysNothingIfSomebodyBeginsToListenInTime(CapturedOutput output) {
		UnheardRequests requests = requests();
		requests.add(request(1, "text"));
		this.kept.clear();
		this.later.remove().run();
		assertThat(output).doesNotContain("nobody listens");
		requests.add(request(2, "text"));
		assertThat(this.later).hasSize(1);
	}

	@Test
	void doesNotFillTheLog() {
		UnheardRequests requests = requests();
		for (int i = 0; i < 1000; i++) {
			requests.add(request(i, new Bean("type " + i, new byte[0])));
		}
		assertThat(this.later).hasSize(20);
	}

}
