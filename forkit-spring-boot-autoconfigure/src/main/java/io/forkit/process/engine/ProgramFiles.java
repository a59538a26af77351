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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.forkit.posix.Fd;
import io.forkit.posix.Pipe;
import io.forkit.posix.Sockets;
import io.forkit.posix.Spawn;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files that a program has at its descriptors, and our ends of its pipes. Ours
 * do not block; those of the program do, as programs expect.
 */
final class ProgramFiles implements AutoCloseable {

	private final Map<Integer, Fd> inProgram = new TreeMap<>();

	private final Map<Integer, Integer> inherited = new TreeMap<>();

	private final List<Fd> programEnds = new ArrayList<>(3);

	private final Map<Integer, Fd> ourEnds = new TreeMap<>();

	private final Map<Integer, Fd> ourSockets = new TreeMap<>();

	private boolean handedOver;

	/**
	 * Open what is needed.
	 * @param launch the launch
	 * @param stdin the end of a pipe from the program before this one, or {@code null}
	 * @param stdout the end of a pipe to the program behind this one, or {@code null}
	 * @throws IOException if a file cannot be opened; then nothing is left open
	 */
	ProgramFiles(Launch launch, @Nullable Fd stdin, @Nullable Fd stdout) throws IOException {
		try {
			for (Map.Entry<Integer, Redirect> entry : launch.redirects().entrySet()) {
				int number = entry.getKey();
				if (number == 0 && stdin != null) {
					this.inProgram.put(number, stdin);
				}
				else if (number == 1 && stdout != null) {
					this.inProgram.put(number, stdout);
				}
				else {
					open(number, entry.getValue());
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void open(int number, Redirect redirect) throws IOException {
		if (redirect == Redirect.PIPE) {
			pipe(number);
		}
		else if (redirect == Redirect.SOCKET) {
			Sockets.Pair pair = Sockets.pair();
			own(number, pair.first());
			this.ourSockets.put(number, pair.second());
			pair.second().setNonBlocking(true);
		}
		else if (redirect == Redirect.INHERIT) {
			this.inherited.put(number, number);
		}
		else if (redirect == Redirect.STDOUT) {
			mergeIntoStdout(number);
		}
		else if (redirect instanceof Redirect.FromFile file) {
			own(number, Fd.read(file.path()));
		}
		else if (redirect instanceof Redirect.ToFile file) {
			own(number, file.append() ? Fd.append(file.path()) : Fd.write(file.path()));
		}
		else if (redirect instanceof Redirect.Descriptor descriptor) {
			this.inProgram.put(number, descriptor.fd());
		}
		else if (redirect instanceof Redirect.SharedPipe shared) {
			// Ours does not block, and nor would theirs if it were the same open file.
			boolean writing = shared.end() instanceof ProgramInput;
			own(number, ((NativePipeEnd) shared.end()).fd().reopen(writing));
		}
	}

	private void pipe(int number) throws IOException {
		if (number > 2) {
			Sockets.Pair pair = Sockets.pair();
			own(number, pair.first());
			ours(number, pair.second());
			return;
		}
		Pipe pipe = Pipe.open();
		own(number, (number == 0) ? pipe.readEnd() : pipe.writeEnd());
		ours(number, (number == 0) ? pipe.writeEnd() : pipe.readEnd());
	}

	private void mergeIntoStdout(int number) {
		Fd stdout = this.inProgram.get(1);
		if (stdout != null) {
			this.inProgram.put(number, stdout);
		}
		else if (this.inherited.containsKey(1)) {
			this.inherited.put(number, 1);
		}
	}

	private void own(int number, Fd fd) {
		this.programEnds.add(fd);
		this.inProgram.put(number, fd);
	}

	private void ours(int number, Fd fd) throws IOException {
		this.ourEnds.put(number, fd);
		fd.setNonBlocking(true);
	}

	void addTo(Spawn spawn) {
		this.inProgram.forEach(spawn::descriptor);
		this.inherited.forEach(spawn::inherit);
	}

	Map<Integer, Fd> ourEnds() {
		return this.ourEnds;
	}

	/**
	 * Return those of our ends that are sockets and not pipes.
	 * @return the sockets by the number in the program
	 */
	Map<Integer, Fd> ourSockets() {
		return this.ourSockets;
	}

	/** Our ends belong to somebody else from now on. */
	void handOver() {
		this.handedOver = true;
	}

	/**
	 * Close the ends that the program has by now: its end could not be noticed otherwise.
	 */
	@Override
	public void close() {
		this.programEnds.forEach(Fd::close);
		if (!this.handedOver) {
			this.ourEnds.values().forEach(Fd::close);
			this.ourSockets.values().forEach(Fd::close);
		}
	}

}
