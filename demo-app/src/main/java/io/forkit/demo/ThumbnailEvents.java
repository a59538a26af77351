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

import java.util.Base64;

import io.forkit.process.ExitStatus;

/**
 * What clients are told of a thumbnail.
 */
final class ThumbnailEvents {

	// That of a JVM with -XX:+ExitOnOutOfMemoryError.
	private static final int OUT_OF_MEMORY = 3;

	private ThumbnailEvents() {
	}

	/**
	 * The helper runs.
	 * @param id the id of the upload
	 * @param pid the helper
	 * @param bytes the size of the image
	 * @return the event
	 */
	static JobEvent started(String id, long pid, long bytes) {
		return JobEvent.started(id, pid, bytes);
	}

	static JobEvent progress(ThumbnailMessage.Progress progress) {
		return new JobEvent("progress", progress, false);
	}

	/**
	 * The thumbnail is there.
	 * @param done its size
	 * @param format its format
	 * @param image the thumbnail
	 * @return the event
	 */
	static JobEvent finished(ThumbnailMessage.Done done, ImageFormat format, byte[] image) {
		String url = "data:" + format.mediaType() + ";base64," + Base64.getEncoder().encodeToString(image);
		return new JobEvent("finished", new Finished(done.width(), done.height(), image.length, url), true);
	}

	/**
	 * The helper has ended. What it may have said before was told before.
	 * @param status how it has ended
	 * @return the event
	 */
	static JobEvent ended(ExitStatus status) {
		if (status.code().orElse(0) == OUT_OF_MEMORY) {
			return failed("The image needs more memory than its helper may have. "
					+ "The helper has ended, and this server goes on");
		}
		return failed("The helper has ended before it was done (%s), and this server goes on".formatted(status));
	}

	static JobEvent failed(String reason) {
		return new JobEvent("failed", new Failed(reason), true);
	}

	/**
	 * A thumbnail.
	 *
	 * @param width its width
	 * @param height its height
	 * @param bytes its size
	 * @param url the thumbnail itself, for a browser
	 */
	record Finished(int width, int height, long bytes, String url) {

	}

	record Failed(String reason) {

	}

}
