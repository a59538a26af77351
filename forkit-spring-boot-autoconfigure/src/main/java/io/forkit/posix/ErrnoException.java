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

import java.io.IOException;

import jnr.constants.platform.Errno;

/**
 * A system call that failed. The message names the call, the error and its meaning, for
 * example {@code bind to 0.0.0.0:8080 failed: EADDRINUSE (Address already in use)}.
 *
 * @since 0.1.0
 */
public class ErrnoException extends IOException {

	private final String call;

	private final int errno;

	private final String name;

	public ErrnoException(String call, int errno) {
		this(call, errno, Errno.valueOf(errno));
	}

	private ErrnoException(String call, int errno, Errno error) {
		super("%s failed: %s (%s)".formatted(call, name(error, errno), description(error)));
		this.call = call;
		this.errno = errno;
		this.name = name(error, errno);
	}

	private static String name(Errno error, int errno) {
		return (error != Errno.__UNKNOWN_CONSTANT__) ? error.name() : "errno " + errno;
	}

	private static String description(Errno error) {
		return (error != Errno.__UNKNOWN_CONSTANT__) ? error.description() : "unknown error";
	}

	/**
	 * Return the call that failed, with its main argument.
	 * @return the call
	 */
	public String getCall() {
		return this.call;
	}

	/**
	 * Return the error number.
	 * @return the value of {@code errno}
	 */
	public int getErrno() {
		return this.errno;
	}

	/**
	 * Return the symbolic name of the error, for example {@code ENOENT}.
	 * @return the name
	 */
	public String getErrnoName() {
		return this.name;
	}

	/**
	 * Return whether this is the error of the given name.
	 * @param errnoName the symbolic name, for example {@code EADDRINUSE}
	 * @return whether it is that error
	 */
	public boolean is(String errnoName) {
		return this.name.equals(errnoName);
	}

}
