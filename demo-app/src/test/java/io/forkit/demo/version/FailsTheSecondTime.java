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

package io.forkit.demo.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A version that only one process can run at a time, because of a file that it needs for
 * itself.
 */
public class FailsTheSecondTime {

	/** The file, below the directory for temporary files. */
	public static final String FILE = "only-one";

	public FailsTheSecondTime() throws IOException {
		Files.createFile(Path.of(System.getProperty("java.io.tmpdir"), FILE));
	}

}
