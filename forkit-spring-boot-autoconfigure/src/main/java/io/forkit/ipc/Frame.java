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

import java.util.List;

import io.forkit.posix.Fd;

/**
 * One unit on a channel: a typed piece of data, with descriptors if there are any.
 *
 * @param type what the payload means, 0 to 255; agreed between the two sides
 * @param payload the data
 * @param fds the descriptors; they belong to whoever holds the frame, and to the channel
 * once the frame is sent
 * @param fdsLost whether descriptors were sent but could not be received because this
 * process may not have more open files
 * @since 0.1.0
 */
public record Frame(int type, byte[] payload, List<Fd> fds, boolean fdsLost) {

	public Frame {
		if (type < 0 || type > 255) {
			throw new IllegalArgumentException("'type' must be from 0 to 255 but is " + type);
		}
		fds = List.copyOf(fds);
	}

	public Frame(int type, byte[] payload, List<Fd> fds) {
		this(type, payload, fds, false);
	}

	/** Close the descriptors. To be called by whoever does not use them. */
	public void closeFds() {
		this.fds.forEach(Fd::close);
	}

}
