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

/**
 * What the application and an {@link ImageWorker} tell each other. The image itself comes
 * with {@link Convert}, as an open file, and the thumbnail before {@link Done}, as a
 * message of bytes.
 */
sealed interface ThumbnailMessage {

	/**
	 * The image that comes along is to be made smaller.
	 *
	 * @param width the width that it is to have at most
	 * @param format the format of the thumbnail
	 */
	record Convert(int width, ImageFormat format) implements ThumbnailMessage {

	}

	/**
	 * So much of the work is done.
	 *
	 * @param percent how much of this step
	 * @param step what is being done
	 */
	record Progress(int percent, String step) implements ThumbnailMessage {

	}

	/**
	 * The thumbnail is on its way.
	 *
	 * @param width its width
	 * @param height its height
	 */
	record Done(int width, int height) implements ThumbnailMessage {

	}

	/**
	 * There will be no thumbnail.
	 *
	 * @param reason why, for the one who has sent the image
	 */
	record Refused(String reason) implements ThumbnailMessage {

	}

}
