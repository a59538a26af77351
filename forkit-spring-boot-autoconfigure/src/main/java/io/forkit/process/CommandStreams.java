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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.forkit.process.engine.ProgramInput;
import io.forkit.process.engine.ProgramOutput;
import io.forkit.process.engine.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a program whose output is wanted at the end: stdin comes from something
 * that is named, stdout and stderr are kept or go to something that is named.
 */
final class CommandStreams implements StreamPlan {

	private @Nullable String inputText;

	private byte @Nullable [] inputBytes;

	private @Nullable InputStream inputStream;

	private Redirect stdin = Redirect.IGNORE;

	private Redirect stdout = Redirect.PIPE;

	private Redirect stderr = Redirect.PIPE;

	private @Nullable ByteSink stdoutSink;

	private @Nullable ByteSink stderrSink;

	CommandStreams() {
	}

	CommandStreams(CommandStreams other) {
		this.inputText = other.inputText;
		this.inputBytes = other.inputBytes;
		this.inputStream = other.inputStream;
		this.stdin = other.stdin;
		this.stdout = other.stdout;
		this.stderr = other.stderr;
		this.stdoutSink = other.stdoutSink;
		this.stderrSink = other.stderrSink;
	}

	private void input(Redirect redirect, @Nullable String text, byte @Nullable [] bytes,
			@Nullable InputStream stream) {
		this.stdin = redirect;
		this.inputText = text;
		this.inputBytes = bytes;
		this.inputStream = stream;
	}

	void input(String text) {
		input(Redirect.PIPE, text, null, null);
	}

	void input(byte[] bytes) {
		input(Redirect.PIPE, null, bytes, null);
	}

	void input(InputStream stream) {
		input(Redirect.PIPE, null, null, stream);
	}

	void input(ReadableByteChannel channel) {
		input(Channels.newInputStream(channel));
	}

	void input(Path file) {
		input(new Redirect.FromFile(file), null, null, null);
	}

	void output(OutputStream target) {
		this.stdout = Redirect.PIPE;
		this.stdoutSink = new StreamSink(target);
	}

	void output(WritableByteChannel target) {
		this.stdout = Redirect.PIPE;
		this.stdoutSink = new ChannelSink(target);
	}

	void output(Path file, boolean append) {
		this.stdout = new Redirect.ToFile(file, append);
	}

	void errorOutput(OutputStream target) {
		this.stderr = Redirect.PIPE;
		this.stderrSink = new StreamSink(target);
	}

	void errorOutput(Path file, boolean append) {
		this.stderr = new Redirect.ToFile(file, append);
	}

	void mergeErrors() {
		this.stderr = Redirect.STDOUT;
	}

	boolean keepsOutput() {
		return this.stdout == Redirect.PIPE && this.stdoutSink == null;
	}

	@Override
	public Map<Integer, Redirect> redirects() {
		return new TreeMap<>(Map.of(0, this.stdin, 1, this.stdout, 2, this.stderr));
	}

	@Override
	public void open(RunningProcess process, EngineResources resources) {
		openInput(process, resources);
		openOutput(process, resources, 1, this.stdoutSink, Ending.STDOUT_LIMIT);
		openOutput(process, resources, 2, this.stderrSink, Ending.STDERR_LIMIT);
	}

	private void openInput(RunningProcess process, EngineResources resources) {
		ProgramInput input = process.process().input(0);
		if (input == null) {
			return;
		}
		InputStream stream = this.inputStream;
		if (stream != null) {
			process.streams()
				.input(0, new TransferredInput(new InputOutputStream(input), stream, resources.callbacks(),
						(ex) -> process.requestEnd(Ending.STREAM_FAILED)));
			return;
		}
		String text = this.inputText;
		// Only now, as the charset may have been set after the input.
		byte[] bytes = (text != null) ? text.getBytes(process.invocation().options().charset) : this.inputBytes;
		process.streams()
			.input(0, new BytesInput(input, resources.loopBuffer(), Objects.requireNonNullElse(bytes, new byte[0])));
	}

	private static void openOutput(RunningProcess process, EngineResources resources, int descriptor,
			@Nullable ByteSink sink, Ending onLimit) {
		ProgramOutput output = process.process().output(descriptor);
		if (output == null) {
			return;
		}
		CommandOptions options = process.invocation().options();
		process.streams().output(descriptor, consumer(output, options, resources, sink, () -> {
			if (options.overflow == Overflow.FAIL) {
				process.end(onLimit);
			}
		}));
	}

	private static OutputConsumer consumer(ProgramOutput output, CommandOptions options, EngineResources resources,
			@Nullable ByteSink sink, Runnable onLimit) {
		if (sink != null) {
			return new PumpedOutput(output, sink, resources.callbacks(), resources.buffers(), resources.loop());
		}
		if (options.overflow == Overflow.SPILL) {
			return new PumpedOutput(output, new SpillSink(options.maxBuffer), resources.callbacks(),
					resources.buffers(), resources.loop());
		}
		return new CollectedOutput(output, resources.loopBuffer(), options.maxBuffer, onLimit);
	}

	/**
	 * Writes to a stream, which stays open.
	 */
	private static final class StreamSink implements ByteSink {

		private static final int CHUNK = 64 * 1024;

		private final OutputStream target;

		StreamSink(OutputStream target) {
			this.target = target;
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			byte[] copy = new byte[Math.min(CHUNK, bytes.remaining())];
			while (bytes.hasRemaining()) {
				int count = Math.min(copy.length, bytes.remaining());
				bytes.get(copy, 0, count);
				this.target.write(copy, 0, count);
			}
		}

		@Override
		public void end() throws IOException {
			this.target.flush();
		}

	}

	/**
	 * Writes to a channel, which stays open.
	 */
	private static final class ChannelSink implements ByteSink {

		private final WritableByteChannel target;

		ChannelSink(WritableByteChannel target) {
			this.target = target;
		}

		@Override
		public void write(ByteBuffer bytes) throws IOException {
			while (bytes.hasRemaining()) {
				this.target.write(bytes);
			}
		}

	}

}
