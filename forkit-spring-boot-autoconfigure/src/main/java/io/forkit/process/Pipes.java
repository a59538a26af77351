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

package io.forkit.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * The pipes to and from a program. The ends that stay here do not block; those of the
 * program do, as programs expect.
 */
final class Pipes implements AutoCloseable {

	private final List<Pipe> all = new ArrayList<>(3);

	private final @Nullable Pipe stdin;

	private final Pipe stdout;

	private final Pipe stderr;

	/**
	 * Make the pipes.
	 * @param input whether the program gets input
	 * @throws IOException with EMFILE or ENFILE if there are too many open files; then
	 * nothing is left open
	 */
	Pipes(boolean input) throws IOException {
		try {
			this.stdin = input ? open() : null;
			this.stdout = open();
			this.stderr = open();
			if (this.stdin != null) {
				this.stdin.writeEnd().setNonBlocking(true);
			}
			this.stdout.readEnd().setNonBlocking(true);
			this.stderr.readEnd().setNonBlocking(true);
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private Pipe open() throws IOException {
		Pipe pipe = Pipe.open();
		this.all.add(pipe);
		return pipe;
	}

	void addTo(Spawn spawn) {
		if (this.stdin != null) {
			spawn.descriptor(0, this.stdin.readEnd());
		}
		spawn.descriptor(1, this.stdout.writeEnd()).descriptor(2, this.stderr.writeEnd());
	}

	/**
	 * Close the ends that the program has by now: its end could not be noticed otherwise.
	 */
	void closeChildEnds() {
		if (this.stdin != null) {
			this.stdin.readEnd().close();
		}
		this.stdout.writeEnd().close();
		this.stderr.writeEnd().close();
	}

	@Nullable Fd stdin() {
		return (this.stdin != null) ? this.stdin.writeEnd() : null;
	}

	Fd stdout() {
		return this.stdout.readEnd();
	}

	Fd stderr() {
		return this.stderr.readEnd();
	}

	@Override
	public void close() {
		this.all.forEach(Pipe::close);
	}

}
