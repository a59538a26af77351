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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * commons-exec. It checks the exit code by itself.
 */
final class CommonsExecPeer implements Peer {

	@Override
	public String run(List<String> command) throws IOException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		executor(new PumpStreamHandler(output, new ByteArrayOutputStream())).execute(commandLine(command));
		return output.toString(StandardCharsets.UTF_8);
	}

	private static DefaultExecutor executor(PumpStreamHandler streams) {
		return DefaultExecutor.builder().setExecuteStreamHandler(streams).get();
	}

	private static CommandLine commandLine(List<String> command) {
		CommandLine line = new CommandLine(command.get(0));
		command.stream().skip(1).forEach((argument) -> line.addArgument(argument, false));
		return line;
	}

	@Override
	public void live(List<String> command, LiveChild child) throws IOException {
		DefaultExecutor executor = executor(
				new PumpStreamHandler(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
		executor.setProcessDestroyer(new PidListener(child));
		executor.execute(commandLine(command), new ExecuteResultHandler() {

			@Override
			public void onProcessComplete(int code) {
				child.ended();
			}

			@Override
			public void onProcessFailed(ExecuteException ex) {
				child.ended();
			}

		});
	}

	@Override
	public void count(List<String> command, Counter counter) throws IOException {
		executor(new PumpStreamHandler(counter, new ByteArrayOutputStream())).execute(commandLine(command));
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter) throws IOException {
		executor(new PumpStreamHandler(counter, new ByteArrayOutputStream(), new Zeros(bytes)))
			.execute(commandLine(command));
	}

	/**
	 * The only one that is shown the process.
	 */
	private record PidListener(LiveChild child) implements ProcessDestroyer {

		@Override
		public boolean add(Process process) {
			this.child.started(process.pid());
			return true;
		}

		@Override
		public boolean remove(Process process) {
			return true;
		}

		@Override
		public int size() {
			return 0;
		}

	}

}
