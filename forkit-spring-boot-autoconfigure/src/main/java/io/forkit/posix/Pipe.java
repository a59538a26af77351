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

package io.forkit.posix;

/**
 * The two ends of a pipe, see {@code pipe(2)}.
 *
 * @param readEnd where the bytes come out
 * @param writeEnd where the bytes go in
 * @since 0.1.0
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {

	private static final int O_CLOEXEC = 0x80000;

	/**
	 * Make a pipe, both ends blocking and close-on-exec.
	 * @return the pipe, owned by the caller
	 * @throws ErrnoException with EMFILE or ENFILE if there are too many open files
	 */
	public static Pipe open() throws ErrnoException {
		jnr.ffi.Pointer fds = Native.allocate(8);
		Native.check("pipe", Native.LIBC.pipe2(fds, O_CLOEXEC));
		return new Pipe(Fd.adopt(fds.getInt(0)), Fd.adopt(fds.getInt(4)));
	}

	@Override
	public void close() {
		this.readEnd.close();
		this.writeEnd.close();
	}

}
