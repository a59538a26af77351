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

package io.forkit.ipc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Remembers in their order the frames that a channel has received, and its end.
 */
class RecordingListener implements FrameChannel.Listener {

	private final List<Object> happened = new CopyOnWriteArrayList<>();

	@Override
	public void received(Frame frame) {
		this.happened.add(frame);
	}

	@Override
	public void closed(@Nullable IOException cause) {
		this.happened.add(new Closed(cause));
	}

	List<Object> happened() {
		return List.copyOf(this.happened);
	}

	List<Frame> frames() {
		return happened().stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
	}

	List<Closed> ends() {
		return happened().stream().filter(Closed.class::isInstance).map(Closed.class::cast).toList();
	}

	/**
	 * The channel was closed.
	 *
	 * @param cause why
	 */
	record Closed(@Nullable IOException cause) {

	}

}
