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

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * The text that the demo ships, as a file: a program cannot read inside a jar. The file
 * lives as long as the application.
 */
@Component
class TextFile implements DisposableBean {

	private final Path path;

	TextFile(@Value("classpath:gettysburg-address.txt") Resource text) throws IOException {
		this.path = Files.createTempFile("demo-", ".txt");
		try (InputStream content = text.getInputStream()) {
			Files.copy(content, this.path, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	Path path() {
		return this.path;
	}

	@Override
	public void destroy() throws IOException {
		Files.deleteIfExists(this.path);
	}

}
