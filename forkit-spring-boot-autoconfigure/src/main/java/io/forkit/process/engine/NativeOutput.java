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

package io.forkit.process.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;

/**
 * The end of a pipe that a program writes to.
 */
final class NativeOutput extends NativePipeEnd implements ProgramOutput {

	private static final int FULL_READS = 2;

	private int fullReads;

	/**
	 * Take over a descriptor.
	 * @param loop the loop that watches it
	 * @param fd the descriptor
	 * @param socket whether it is a socket, whose other direction stays open when this
	 * end is closed
	 * @param grownPipes makes pipes larger
	 */
	NativeOutput(EventLoop loop, Fd fd, boolean socket, GrownPipes grownPipes) {
		super(loop, fd, EventLoop.READ, socket, grownPipes);
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int count = waitable(fd().read(target));
		if (count >= GrownPipes.NORMAL) {
			this.fullReads++;
			if (this.fullReads >= FULL_READS) {
				growOnce();
			}
		}
		return count;
	}

	@Override
	public int available() {
		try {
			return fd().available();
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
