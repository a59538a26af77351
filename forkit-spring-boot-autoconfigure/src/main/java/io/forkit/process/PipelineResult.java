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

import java.util.List;

/**
 * What the programs of a pipeline leave behind.
 * <p>
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class PipelineResult {

	private final List<ProcessResult> results;

	PipelineResult(List<ProcessResult> results) {
		this.results = List.copyOf(results);
	}

	/**
	 * Return what the last program wrote to stdout.
	 * @return the text, nothing trimmed
	 */
	public String stdout() {
		return last().stdout();
	}

	/**
	 * Return what the last program wrote to stdout.
	 * @return a copy of the bytes
	 */
	public byte[] stdoutBytes() {
		return last().stdoutBytes();
	}

	/**
	 * Return the result of the last program.
	 * @return the result
	 */
	public ProcessResult last() {
		return this.results.get(this.results.size() - 1);
	}

	/**
	 * Return the results of all programs, in their order. All but the last one have no
	 * stdout.
	 * @return the results
	 */
	public List<ProcessResult> results() {
		return this.results;
	}

	@Override
	public String toString() {
		return this.results.toString();
	}

}
