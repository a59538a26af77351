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
import java.util.concurrent.Semaphore;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes uploaded images smaller. The response is what happens meanwhile, and the
 * thumbnail at its end.
 */
@RestController
class ThumbnailsController {

	private static final String PREFIX = "demo-image-";

	private static final int MIN_WIDTH = 16;

	private static final int MAX_WIDTH = 1024;

	// Each is a JVM.
	private static final int MAX_HELPERS = 2;

	private static final Log logger = LogFactory.getLog(ThumbnailsController.class);

	private final Semaphore places = new Semaphore(MAX_HELPERS);

	private final Thumbnailer thumbnailer;

	private final JsonMapper json;

	ThumbnailsController(Thumbnailer thumbnailer, JsonMapper json) {
		this.thumbnailer = thumbnailer;
		this.json = json;
	}

	@PostMapping(path = "/thumbnails", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	void convert(@RequestPart MultipartFile file, @RequestParam(defaultValue = "320") int width,
			HttpServletResponse response) throws IOException {
		if (width < MIN_WIDTH || width > MAX_WIDTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'width' must be between " + MIN_WIDTH + " and " + MAX_WIDTH);
		}
		if (!this.places.tryAcquire()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"This worker has " + MAX_HELPERS + " images to convert already: try again");
		}
		try (Upload upload = Upload.receive(file, PREFIX)) {
			ImageFormat format = ImageFormat.of(upload.file())
				.orElseThrow(() -> new ResponseStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
						"'file' must be a PNG or a JPEG image"));
			run(upload, new ThumbnailMessage.Convert(width, format), response);
		}
		finally {
			this.places.release();
		}
	}

	private void run(Upload upload, ThumbnailMessage.Convert convert, HttpServletResponse response) {
		try {
			this.thumbnailer.run(upload, convert, new EventStream(response, this.json));
		}
		catch (IOException ex) {
			logger.info(LogMessage.format("Thumbnail %s was given up because its client has gone", upload.id()));
		}
	}

}
