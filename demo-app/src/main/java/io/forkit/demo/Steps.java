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

import java.util.function.Consumer;

/**
 * Tells how far a step is, but not more often than anybody could see.
 */
final class Steps {

	private static final int SHOWN = 10;

	private final String step;

	private final Consumer<ThumbnailMessage.Progress> listener;

	private int told = -SHOWN;

	Steps(String step, Consumer<ThumbnailMessage.Progress> listener) {
		this.step = step;
		this.listener = listener;
	}

	void done(int percent) {
		if (percent >= this.told + SHOWN) {
			this.told = percent;
			this.listener.accept(new ThumbnailMessage.Progress(percent, this.step));
		}
	}

}
