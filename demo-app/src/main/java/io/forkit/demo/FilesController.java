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

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * Answers an upload with what there is to say of the file.
 */
@RestController
class FilesController {

	private static final String PREFIX = "demo-file-";

	private final FileInspector inspector;

	FilesController(FileInspector inspector) {
		this.inspector = inspector;
	}

	@PostMapping(path = "/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	FileReport inspect(@RequestPart MultipartFile file) throws IOException {
		String name = file.getOriginalFilename();
		try (Upload upload = Upload.receive(file, PREFIX)) {
			return this.inspector.inspect((name != null) ? name : "", upload.file());
		}
	}

}
