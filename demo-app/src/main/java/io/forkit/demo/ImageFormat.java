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
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A format of images.
 */
enum ImageFormat {

	PNG(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),

	JPEG(0xFF, 0xD8, 0xFF);

	private final byte[] signature;

	ImageFormat(int... signature) {
		this.signature = new byte[signature.length];
		for (int i = 0; i < signature.length; i++) {
			this.signature[i] = (byte) signature[i];
		}
	}

	/**
	 * Tell the format by the first bytes. More of an image should not be looked at in a
	 * process that has other things to do.
	 * @param file the image
	 * @return the format, if it is one of these
	 * @throws IOException if the file cannot be read
	 */
	static Optional<ImageFormat> of(Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			byte[] start = in.readNBytes(PNG.signature.length);
			return Arrays.stream(values()).filter((format) -> format.begins(start)).findFirst();
		}
	}

	private boolean begins(byte[] start) {
		return start.length >= this.signature.length
				&& Arrays.equals(start, 0, this.signature.length, this.signature, 0, this.signature.length);
	}

	String mediaType() {
		return "image/" + name().toLowerCase(Locale.ROOT);
	}

}
