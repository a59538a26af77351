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

package io.forkit.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.forkit.process.ChildProcess;
import io.forkit.process.ProcessTemplate;

import org.springframework.stereotype.Component;

/**
 * Finds out how small a file can be made, which takes long, and tells meanwhile how far
 * that is.
 * <p>
 * The job is the request that asked for it: it ends with the request, and when its upload
 * is discarded, by whichever worker.
 */
@Component
class CompressionJob {

	private static final Duration TIMEOUT = Duration.ofMinutes(10);

	private static final Duration HEARTBEAT = Duration.ofMillis(500);

	private static final int RECORDS_PER_LINE = 50;

	private final ProcessTemplate processes;

	CompressionJob(ProcessTemplate processes) {
		this.processes = processes;
	}

	/**
	 * Do the job.
	 * @param upload the file
	 * @param stream where its events go
	 * @throws IOException if the client has gone
	 */
	void run(Upload upload, EventStream stream) throws IOException {
		long size = Files.size(upload.file());
		// Without a limit, as tar writes one line for so many records. Where a program
		// may write any number of lines, it should be made to wait.
		BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
		// Whatever ends this block ends tar, and what tar has started.
		try (ChildProcess tar = start(upload, events)) {
			stream.send(JobEvent.started(upload.id(), tar.pid(), size));
			boolean last = false;
			while (!last) {
				JobEvent event = events.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
				if (upload.isDiscarded()) {
					tar.close();
					event = JobEvent.cancelled(upload.id());
				}
				if (event != null) {
					stream.send(event);
					last = event.last();
				}
				else {
					// That a client has gone shows only when something is written.
					stream.heartbeat();
				}
			}
		}
		catch (InterruptedException ex) {
			// The server does not wait for its requests any longer.
			Thread.currentThread().interrupt();
		}
	}

	private ChildProcess start(Upload upload, BlockingQueue<JobEvent> events) {
		AtomicLong written = new AtomicLong();
		return this.processes
			.spawn("tar", "--create", "--file=-", "--xz", "--checkpoint=" + RECORDS_PER_LINE,
					"--checkpoint-action=echo=%{w}T", "--directory=" + upload.directory(), "--",
					upload.file().getFileName().toString())
			.environment("LC_ALL", "C")
			.environment("XZ_OPT", "-6 --extreme --threads=1")
			.timeout(TIMEOUT)
			.onStdout((bytes) -> written.addAndGet(bytes.remaining()))
			.onStderrLine((line) -> events.add(JobEvent.progress(line)))
			.onClose((tar, result) -> events.add(JobEvent.ended(result, written.get())))
			.start();
	}

}
