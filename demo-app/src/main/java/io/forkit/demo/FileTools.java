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

package io.forkit.demo;

import java.nio.file.Path;

import io.forkit.process.service.ExecFile;

/**
 * Programs that tell something of a file.
 */
// Not the C locale, in which wc sees no words in other alphabets.
@ExecFile(timeout = "${demo.files.timeout:30s}", environment = "LC_ALL=C.UTF-8")
interface FileTools {

	// With --zero a path is printed as it is. Without it, one with a line break would
	// change what stands before the checksum.
	@ExecFile({ "sha256sum", "--zero", "--", "{file}" })
	String sha256sum(Path file);

	@ExecFile({ "wc", "--lines", "--words", "--bytes", "--", "{file}" })
	String wc(Path file);

}
