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
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.listener.ProcessListener;

/**
 * zt-exec, with stderr apart from stdout as the others have it.
 */
final class ZtExecPeer implements Peer {

	@Override
	public String run(List<String> command) throws IOException, InterruptedException, TimeoutException {
		return executor(command).readOutput(true).exitValueNormal().execute().outputUTF8();
	}

	private static ProcessExecutor executor(List<String> command) {
		return new ProcessExecutor(command).redirectErrorStream(false).redirectError(new ByteArrayOutputStream());
	}

	@Override
	public void live(List<String> command, LiveChild child) throws IOException {
		Process process = executor(command).addListener(new ProcessListener() {

			@Override
			public void afterStop(Process process) {
				child.ended();
			}

		}).start().getProcess();
		child.started(process.pid());
	}

	@Override
	public void count(List<String> command, Counter counter)
			throws IOException, InterruptedException, TimeoutException {
		executor(command).redirectOutput(counter).exitValueNormal().execute();
	}

	@Override
	public void pump(List<String> command, long bytes, Counter counter)
			throws IOException, InterruptedException, TimeoutException {
		executor(command).redirectInput(new Zeros(bytes)).redirectOutput(counter).exitValueNormal().execute();
	}

}
