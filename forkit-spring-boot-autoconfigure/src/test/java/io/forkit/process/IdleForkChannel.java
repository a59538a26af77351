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

package io.forkit.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.forkit.ipc.MessageChannel;
import io.forkit.posix.Fd;

/**
 * A channel on which nothing is said: it is there as long as the program is.
 */
final class IdleForkChannel implements ForkChannel {

	private final Ends ends;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	IdleForkChannel(Ends ends) {
		this.ends = ends;
	}

	Ends ends() {
		return this.ends;
	}

	@Override
	public void programEnded() {
		this.ends.messages().close();
		Fd handles = this.ends.handles();
		if (handles != null) {
			handles.close();
		}
		this.ended.complete(null);
	}

	@Override
	public MessageChannel messages() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<?> ended() {
		return this.ended;
	}

}
