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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

	private final SecretMasks masks;

	private final long pid;

	private final ExitStatus status;

	private final Duration duration;

	private final byte[] stdoutBytes;

	private final byte[] stderrBytes;

	private final Charset charset;

	private final boolean outputTruncated;

	private final @Nullable Path stdoutFile;

	private final @Nullable Path stderrFile;

	private final List<LeftProcess> leftAlive;

	// Two threads may decode at the same time and get equal texts: that is harmless.
	private @Nullable String stdout;

	private @Nullable String stderr;

	ProcessResult(Invocation invocation, long pid, ExitStatus status, Duration duration, byte[] stdoutBytes,
			byte[] stderrBytes, Charset charset, boolean outputTruncated, @Nullable Path stdoutFile,
			@Nullable Path stderrFile, List<LeftProcess> leftAlive) {
		this.command = invocation.command();
		this.masks = invocation.masks();
		this.pid = pid;
		this.status = status;
		this.duration = duration;
		this.stdoutBytes = stdoutBytes;
		this.stderrBytes = stderrBytes;
		this.charset = charset;
		this.outputTruncated = outputTruncated;
		this.stdoutFile = stdoutFile;
		this.stderrFile = stderrFile;
		this.leftAlive = List.copyOf(leftAlive);
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
			text = decode(this.stdoutBytes);
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
			text = decode(this.stderrBytes);
			this.stderr = text;
		}
		return text;
	}

	private String decode(byte[] bytes) {
		boolean cut = this.outputTruncated && this.charset.equals(StandardCharsets.UTF_8);
		return new String(bytes, 0, cut ? wholeCharacters(bytes) : bytes.length, this.charset);
	}

	/**
	 * Return how many bytes there are without a character at the end that was cut in two.
	 */
	private static int wholeCharacters(byte[] bytes) {
		int start = bytes.length - 1;
		while (start > 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
			start--;
		}
		if (start < 0) {
			return 0;
		}
		int lead = bytes[start] & 0xff;
		int expected = (lead >= 0xF0) ? 4 : (lead >= 0xE0) ? 3 : (lead >= 0xC0) ? 2 : 1;
		return (bytes.length - start < expected) ? start : bytes.length;
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
	 * {@linkplain ProcessTemplateBuilder#drainTimeout(Duration) drain timeout} was over;
	 * or more was written than the limit allows.
	 * @return whether the output is not known to be complete
	 */
	public boolean outputTruncated() {
		return this.outputTruncated;
	}

	/**
	 * Return the file with all that was written to stdout, if it was more than the limit
	 * and {@link Overflow#SPILL} was asked for. It belongs to the caller, who should
	 * delete it.
	 * @return the file, or empty if everything is in memory
	 */
	public Optional<Path> stdoutFile() {
		return Optional.ofNullable(this.stdoutFile);
	}

	/**
	 * Return the file with all that was written to stderr, as {@link #stdoutFile()}.
	 * @return the file, or empty if everything is in memory
	 */
	public Optional<Path> stderrFile() {
		return Optional.ofNullable(this.stderrFile);
	}

	/**
	 * Return the processes of the program's group that were still alive when the command
	 * was over. One that has left the group is not looked for, unless the program was
	 * ended by forkit or {@link ProcessSpec#killDescendants(boolean)} was asked for.
	 * @return the processes, mostly none
	 */
	public List<LeftProcess> leftAlive() {
		return this.leftAlive;
	}

	@Override
	public String toString() {
		return CommandText.describe(this.command, this.masks) + ": " + this.status;
	}

}
