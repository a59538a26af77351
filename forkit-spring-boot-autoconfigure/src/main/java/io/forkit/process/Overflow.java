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

import org.springframework.util.unit.DataSize;

/**
 * What happens when a program writes more than the
 * {@linkplain CommandSpec#maxBuffer(DataSize) limit}.
 *
 * @since 0.1.0
 */
public enum Overflow {

	/**
	 * The program is ended, and the command fails with an {@link OutputLimitException}
	 * that has the output up to the limit. As in Node.
	 */
	FAIL,

	/**
	 * The program runs on. What is beyond the limit is read and dropped, and the result
	 * is {@linkplain ProcessResult#outputTruncated() truncated}.
	 */
	TRUNCATE,

	/**
	 * The program runs on. As soon as the limit is reached everything, from the first
	 * byte on, goes to a temporary file, which belongs to the caller: see
	 * {@link ProcessResult#stdoutFile()} and {@link ProcessResult#stderrFile()}.
	 */
	SPILL

}
