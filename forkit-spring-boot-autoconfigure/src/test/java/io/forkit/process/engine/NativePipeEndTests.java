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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativePipeEnd}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NativePipeEndTests {

	@Test
	void endThatCannotBeWatchedFailsAndKeepsNobodyFromTheLoop() throws Exception {
		try (EventLoop loop = new EventLoop("pipe-end-test"); Pipe pipe = Pipe.open()) {
			pipe.readEnd().setNonBlocking(true);
			// The system takes a descriptor only once.
			loop.register(pipe.readEnd(), 0, (registration, events) -> {
			});
			NativeOutput output = new NativeOutput(loop, pipe.readEnd(), false, new GrownPipes());
			CompletableFuture<Exception> failure = new CompletableFuture<>();
			ByteBuffer buffer = ByteBuffer.allocateDirect(16);
			output.onReady(() -> {
				try {
					assertThat(output.read(buffer)).isEqualTo(ProgramOutput.WOULD_BLOCK);
					output.request();
				}
				catch (IOException ex) {
					failure.complete(ex);
				}
			});
			output.request();
			assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("epoll_ctl");
			CompletableFuture<Void> next = new CompletableFuture<>();
			loop.execute(() -> next.complete(null));
			next.get(20, TimeUnit.SECONDS);
			output.close();
		}
	}

}
