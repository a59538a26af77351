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

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * A program that was ended because it wrote more than the limit to stdout or to stderr,
 * or more than the JVM had memory for. The result has the output up to there.
 *
 * @since 0.1.0
 */
public class OutputLimitException extends ForcedEndException {

	private final String stream;

	private final transient DataSize limit;

	OutputLimitException(Invocation invocation, String stream, long limit, @Nullable ProcessResult result,
			@Nullable Throwable cause) {
		super(invocation, "was ended because it wrote more than %d bytes to %s".formatted(limit, stream), result,
				cause);
		this.stream = stream;
		this.limit = DataSize.ofBytes(limit);
	}

	/**
	 * Return which stream it was.
	 * @return {@code stdout} or {@code stderr}
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Return the limit of the stream.
	 * @return the limit
	 */
	public DataSize getLimit() {
		return this.limit;
	}

}
