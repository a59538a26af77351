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

import java.nio.file.Path;

import io.forkit.posix.Fd;

/**
 * What a program has at one of its descriptors.
 */
public sealed interface Redirect {

	/**
	 * A pipe to or from this process; at descriptors from 3 on a connected pair of
	 * sockets, for both directions.
	 */
	Redirect PIPE = Simple.PIPE;

	/**
	 * One of two connected sockets, of which this process has the other one as it is, see
	 * {@link EngineProcess#socket}. For descriptors from 3 on.
	 */
	Redirect SOCKET = Simple.SOCKET;

	/** The same standard stream of this process. */
	Redirect INHERIT = Simple.INHERIT;

	/** {@code /dev/null}. */
	Redirect IGNORE = Simple.IGNORE;

	/** For stderr: what stdout is. */
	Redirect STDOUT = Simple.STDOUT;

	/**
	 * The redirects without parameters.
	 */
	enum Simple implements Redirect {

		PIPE, SOCKET, INHERIT, IGNORE, STDOUT

	}

	/**
	 * A file to read.
	 *
	 * @param path the file
	 */
	record FromFile(Path path) implements Redirect {
	}

	/**
	 * A file to write.
	 *
	 * @param path the file, made if there is none
	 * @param append whether to keep what is in it
	 */
	record ToFile(Path path, boolean append) implements Redirect {
	}

	/**
	 * An open file of this process.
	 *
	 * @param fd the descriptor, which stays open here and belongs to its owner
	 */
	record Descriptor(Fd fd) implements Redirect {
	}

	/**
	 * The other end of a pipe of this process, so that two programs are connected.
	 *
	 * @param end the end that this process has
	 */
	record SharedPipe(PipeEnd end) implements Redirect {
	}

}
