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

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/**
 * Passes on how much of an image has been read.
 *
 * @param steps told of it
 */
record ReadingProgress(Steps steps) implements IIOReadProgressListener {

	@Override
	public void imageStarted(ImageReader source, int imageIndex) {
		this.steps.done(0);
	}

	@Override
	public void imageProgress(ImageReader source, float percentageDone) {
		this.steps.done((int) percentageDone);
	}

	@Override
	public void imageComplete(ImageReader source) {
		this.steps.done(100);
	}

	@Override
	public void readAborted(ImageReader source) {
	}

	@Override
	public void sequenceStarted(ImageReader source, int minIndex) {
	}

	@Override
	public void sequenceComplete(ImageReader source) {
	}

	@Override
	public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {
	}

	@Override
	public void thumbnailProgress(ImageReader source, float percentageDone) {
	}

	@Override
	public void thumbnailComplete(ImageReader source) {
	}

}
