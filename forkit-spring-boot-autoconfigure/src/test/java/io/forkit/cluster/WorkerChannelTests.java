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

package io.forkit.cluster;

import io.forkit.cluster.ControlMessage.Query;
import io.forkit.ipc.InternalMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WorkerChannel}.
 */
class WorkerChannelTests {

	@Test
	void whoAsksWhatCannotBeAnsweredIsToldSo() {
		VirtualLoop loop = new VirtualLoop();
		WorkerProcess.Listener listener = mock();
		IllegalArgumentException failure = new IllegalArgumentException("not expected");
		willThrow(failure).given(listener).asked(any(), any());
		InternalMessage question = mock();
		given(question.value()).willReturn(ControlFormat.write(new Query()));
		given(question.isRequest()).willReturn(true);
		new WorkerChannel.Receiver(loop, 1, listener, mock()).received(question);
		assertThatIllegalArgumentException().isThrownBy(loop::run).isSameAs(failure);
		then(question).should().fail(failure);
	}

}
