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
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * Starts long jobs, whose events are the response, and cancels those of any worker.
 */
@RestController
class JobsController {

	private static final String PREFIX = "demo-job-";

	private static final int MAX_JOBS = 4;

	private static final Log logger = LogFactory.getLog(JobsController.class);

	private final Semaphore places = new Semaphore(MAX_JOBS);

	private final CompressionJob job;

	private final JsonMapper json;

	JobsController(CompressionJob job, JsonMapper json) {
		this.job = job;
		this.json = json;
	}

	@PostMapping(path = "/jobs", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	void start(@RequestPart MultipartFile file, HttpServletResponse response) throws IOException {
		if (!this.places.tryAcquire()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"This worker has " + MAX_JOBS + " jobs already: try again");
		}
		try (Upload upload = Upload.receive(file, PREFIX)) {
			run(upload, response);
		}
		finally {
			this.places.release();
		}
	}

	private void run(Upload upload, HttpServletResponse response) {
		try {
			this.job.run(upload, new EventStream(response, this.json));
		}
		catch (IOException ex) {
			logger.info(LogMessage.format("Job %s was ended because its client has gone", upload.id()));
		}
	}

	@DeleteMapping("/jobs/{id:\\d+}")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void cancel(@PathVariable String id) throws IOException {
		if (!Upload.discard(PREFIX, id)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No job " + id + " is running");
		}
	}

}
