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

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.forkit.ipc.DelegatingMessageChannel;
import io.forkit.ipc.MessageChannel;
import io.forkit.ipc.WireFormat;
import io.forkit.posix.Fd;
import io.forkit.process.engine.EngineProcess;
import io.forkit.process.engine.Redirect;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A program that was forked: another JVM, or a Node program, with a channel between it
 * and this process. It is closed, in the sense of {@link #onClose()}, when the channel
 * has ended as well and all its messages were handed on.
 * <p>
 * Thread-safe, as {@link ChildProcess}.
 *
 * @since 0.1.0
 * @see ProcessOperations#fork(Class)
 */
public final class ForkedProcess extends ChildProcess implements DelegatingMessageChannel {

	/** The descriptor of the channel in the program. */
	static final int CHANNEL = 3;

	/** The descriptor of the socket for handles in the program. */
	static final int HANDLES = 4;

	private final String name;

	private final ForkChannel.Factory channels;

	private final ForkChannel.Terms terms;

	private @Nullable ForkChannel channel;

	ForkedProcess(ChildCallbacks callbacks, SpawnStreams streams, SerialExecutor executor, EngineResources resources,
			String name, ForkChannel.Factory channels, ForkChannel.Terms terms) {
		super(callbacks, withSockets(streams, terms.format()), executor, resources);
		this.name = name;
		this.channels = channels;
		this.terms = terms;
	}

	private static SpawnStreams withSockets(SpawnStreams streams, WireFormat format) {
		streams.redirect(CHANNEL, Redirect.SOCKET);
		if (format == WireFormat.FRAMES) {
			streams.redirect(HANDLES, Redirect.SOCKET);
		}
		return streams;
	}

	@Override
	void opened(RunningProcess process) {
		EngineProcess program = process.process();
		Fd messages = Objects.requireNonNull(program.socket(CHANNEL));
		try {
			this.channel = this.channels
				.open(new ForkChannel.Ends(messages, program.socket(HANDLES), this.terms, () -> describe(program)));
		}
		catch (IOException ex) {
			throw new ProcessStartException(process.invocation(), "its channel could not be opened: " + ex.getMessage(),
					ex);
		}
	}

	private String describe(EngineProcess program) {
		return "%s, pid %d%s".formatted(this.name, program.pid(), status().map((status) -> ", " + status).orElse(""));
	}

	ForkChannel channel() {
		ForkChannel opened = this.channel;
		Assert.state(opened != null, "The program was not started");
		return opened;
	}

	@Override
	public MessageChannel messageChannel() {
		return channel().messages();
	}

	@Override
	void programEnded() {
		channel().programEnded();
	}

	@Override
	CompletionStage<?> otherEnds() {
		return channel().ended();
	}

}
