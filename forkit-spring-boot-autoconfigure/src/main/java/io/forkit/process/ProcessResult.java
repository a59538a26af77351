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

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a program that has ended leaves behind.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ProcessResult {

	private final List<String> command;

	private final long pid;

	private final ExitStatus status;

	private final Duration duration;

	private final byte[] stdoutBytes;

	private final byte[] stderrBytes;

	private final Charset charset;

	private final boolean outputTruncated;

	// Two threads may decode at the same time and get equal texts: that is harmless.
	private @Nullable String stdout;

	private @Nullable String stderr;

	ProcessResult(List<String> command, long pid, ExitStatus status, Duration duration, byte[] stdoutBytes,
			byte[] stderrBytes, Charset charset, boolean outputTruncated) {
		this.command = command;
		this.pid = pid;
		this.status = status;
		this.duration = duration;
		this.stdoutBytes = stdoutBytes;
		this.stderrBytes = stderrBytes;
		this.charset = charset;
		this.outputTruncated = outputTruncated;
	}

	/**
	 * Return the program and its arguments, as the program saw them.
	 * @return the command
	 */
	public List<String> command() {
		return this.command;
	}

	/**
	 * Return the process id that the program had. It may belong to another one by now.
	 * @return the process id
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Return how the program ended.
	 * @return the status
	 */
	public ExitStatus status() {
		return this.status;
	}

	/**
	 * Return the time from the start until the program had ended and its output was read.
	 * @return the duration
	 */
	public Duration duration() {
		return this.duration;
	}

	/**
	 * Return what was written to stdout. Decoded at the first call; bytes that are not in
	 * the charset become replacement characters.
	 * @return the text, nothing trimmed
	 */
	public String stdout() {
		String text = this.stdout;
		if (text == null) {
			text = new String(this.stdoutBytes, this.charset);
			this.stdout = text;
		}
		return text;
	}

	/**
	 * Return what was written to stderr, decoded as {@link #stdout()} is.
	 * @return the text, nothing trimmed
	 */
	public String stderr() {
		String text = this.stderr;
		if (text == null) {
			text = new String(this.stderrBytes, this.charset);
			this.stderr = text;
		}
		return text;
	}

	/**
	 * Return what was written to stdout.
	 * @return a copy of the bytes
	 */
	public byte[] stdoutBytes() {
		return this.stdoutBytes.clone();
	}

	/**
	 * Return what was written to stderr.
	 * @return a copy of the bytes
	 */
	public byte[] stderrBytes() {
		return this.stderrBytes.clone();
	}

	/**
	 * Return whether output may be missing: the program has ended, but stdout or stderr
	 * was still held open by another process, as a program in the background, when the
	 * {@linkplain ProcessTemplate.Builder#drainTimeout(Duration) drain timeout} was over;
	 * or more was written than the limit allows.
	 * @return whether the output is not known to be complete
	 */
	public boolean outputTruncated() {
		return this.outputTruncated;
	}

	@Override
	public String toString() {
		return CommandText.describe(this.command) + ": " + this.status;
	}

}
