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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.forkit.process.ForkedProcess;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.Stdio;

import org.springframework.stereotype.Component;

/**
 * Lets another JVM make an image smaller. That one reads what strangers have sent, and
 * may run out of memory, hang or crash by it: this one just tells.
 */
@Component
class Thumbnailer {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Duration HEARTBEAT = Duration.ofMillis(500);

	// A JVM that goes on after it has run out of memory may do anything.
	private static final String[] FLAGS = { "-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true" };

	private final ProcessTemplate processes;

	Thumbnailer(ProcessTemplate processes) {
		this.processes = processes;
	}

	/**
	 * Make an image smaller.
	 * @param upload the image
	 * @param convert what is to be made of it
	 * @param stream where the events go
	 * @throws IOException if the client has gone
	 */
	void run(Upload upload, ThumbnailMessage.Convert convert, EventStream stream) throws IOException {
		long begin = System.nanoTime();
		BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
		// Whatever ends this block ends the helper.
		try (ForkedProcess helper = start(convert, events)) {
			stream.send(ThumbnailEvents.started(upload.id(), helper.pid(), Files.size(upload.file())));
			// The open file itself is handed over: it is closed here when the helper has
			// it.
			helper.send(convert, FileChannel.open(upload.file()));
			boolean last = false;
			while (!last) {
				JobEvent event = events.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
				if (event == null && System.nanoTime() - begin > TIMEOUT.toNanos()) {
					event = ThumbnailEvents.failed("It took longer than %d s".formatted(TIMEOUT.toSeconds()));
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

	private ForkedProcess start(ThumbnailMessage.Convert convert, BlockingQueue<JobEvent> events) {
		AtomicReference<byte[]> image = new AtomicReference<>(new byte[0]);
		return this.processes.fork(ImageWorker.class)
			.jvmArgs(FLAGS)
			.stdin(Stdio.ignore())
			.onMessage(byte[].class, (bytes) -> image.set(bytes))
			.onMessage(ThumbnailMessage.Progress.class, (progress) -> events.add(ThumbnailEvents.progress(progress)))
			.onMessage(ThumbnailMessage.Done.class,
					(done) -> events.add(ThumbnailEvents.finished(done, convert.format(), image.get())))
			.onMessage(ThumbnailMessage.Refused.class,
					(refused) -> events.add(ThumbnailEvents.failed(refused.reason())))
			// After its last message, so that this matters only if it has not done its
			// work.
			.onClose((child, result) -> events.add(ThumbnailEvents.ended(result.status())))
			.start();
	}

}
