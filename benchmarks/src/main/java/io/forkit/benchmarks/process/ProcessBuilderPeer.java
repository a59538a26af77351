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

package io.forkit.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JDK alone. One stream is read after the other, with no thread for the second one:
 * enough for these programs, and the least that a careful user can do.
 */
final class ProcessBuilderPeer implements Peer {

	@Override
	public String run(List<String> command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).start();
		process.getOutputStream().close();
		byte[] output = process.getInputStream().readAllBytes();
		process.getErrorStream().readAllBytes();
		Peer.checkExit(process.waitFor(), command);
		return new String(output, StandardCharsets.UTF_8);
	}

	@Override
	public void live(List<String> command, LiveChild child) throws IOException {
		Process process = new ProcessBuilder(command).start();
		child.started(process.pid());
		process.onExit().thenRun(child::ended);
	}

	@Override
	public void count(List<String> command, Counter counter) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).start();
		process.getOutputStream().close();
		drain(process, command, counter);
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).start();
		Thread writer = new Thread(() -> {
			try (OutputStream stdin = process.getOutputStream()) {
				new Zeros(bytes).transferTo(stdin);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, "writer");
		writer.start();
		drain(process, command, counter);
		writer.join();
	}

	private static void drain(Process process, List<String> command, Counter counter)
			throws IOException, InterruptedException {
		try (InputStream stdout = process.getInputStream()) {
			stdout.transferTo(counter);
		}
		process.getErrorStream().readAllBytes();
		Peer.checkExit(process.waitFor(), command);
	}

}
