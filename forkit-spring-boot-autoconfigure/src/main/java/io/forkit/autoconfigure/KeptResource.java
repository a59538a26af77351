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

package io.forkit.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/**
 * What was kept of a file, under the name of the file: that is where people look for what
 * is wrong with it.
 */
final class KeptResource extends AbstractResource {

	private final Resource original;

	private final byte[] content;

	KeptResource(Resource original, byte[] content) {
		this.original = original;
		this.content = content;
	}

	@Override
	public InputStream getInputStream() {
		return new ByteArrayInputStream(this.content);
	}

	@Override
	public boolean exists() {
		return true;
	}

	@Override
	public long contentLength() {
		return this.content.length;
	}

	@Override
	public @Nullable String getFilename() {
		return this.original.getFilename();
	}

	@Override
	public URL getURL() throws IOException {
		return this.original.getURL();
	}

	@Override
	public String getDescription() {
		return this.original.getDescription();
	}

}
