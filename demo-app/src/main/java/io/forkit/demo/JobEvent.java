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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.forkit.process.ProcessResult;

/**
 * Something that has happened to a job.
 *
 * @param name what has happened
 * @param data more about it
 * @param last whether nothing comes after it
 */
record JobEvent(String name, Object data, boolean last) {

	/**
	 * The programs run.
	 * @param id the id by which the job can be cancelled
	 * @param pid the leader of their process group
	 * @param bytes the size of the file
	 * @return the event
	 */
	static JobEvent started(String id, long pid, long bytes) {
		return new JobEvent("started", new Started(id, pid, bytes), false);
	}

	/**
	 * A program has written a line.
	 * @param line the line
	 * @return the event
	 */
	static JobEvent progress(String line) {
		return new JobEvent("progress", Progress.parse(line), false);
	}

	/**
	 * The programs have ended.
	 * @param result the result
	 * @param bytes the size of what they have written
	 * @return the event
	 */
	static JobEvent ended(ProcessResult result, long bytes) {
		Ended data = new Ended(result.status().toString(), bytes, result.duration().toMillis());
		return new JobEvent(result.status().isSuccess() ? "finished" : "failed", data, true);
	}

	/**
	 * The job was cancelled, and none of its programs is left.
	 * @param id the id of the job
	 * @return the event
	 */
	static JobEvent cancelled(String id) {
		return new JobEvent("cancelled", new Cancelled(id), true);
	}

	record Started(String id, long pid, long bytes) {

	}

	/**
	 * A line of output.
	 *
	 * @param line the line
	 * @param bytes how much has been read, or -1 if the line does not say that
	 */
	record Progress(String line, long bytes) {

		private static final Pattern CHECKPOINT = Pattern.compile("tar: (\\d+) \\(.*");

		static Progress parse(String line) {
			Matcher checkpoint = CHECKPOINT.matcher(line);
			return new Progress(line, checkpoint.matches() ? Long.parseLong(checkpoint.group(1)) : -1);
		}

	}

	record Ended(String status, long bytes, long millis) {

	}

	record Cancelled(String id) {

	}

}
