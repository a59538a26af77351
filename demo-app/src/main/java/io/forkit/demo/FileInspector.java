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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.forkit.process.ProcessTemplate;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Finds out about files by the programs that every system has for that.
 */
@Component
class FileInspector {

	private static final int SHA256_DIGITS = 64;

	private static final int TOP = 5;

	private static final int MAX_LINE = 200;

	// What uniq writes before a line: seven digits, or more, and a blank.
	private static final int COUNT_WIDTH = 8;

	private final FileTools tools;

	private final ProcessTemplate processes;

	private final Duration timeout;

	FileInspector(FileTools tools, ProcessTemplate processes, @Value("${demo.files.timeout:30s}") Duration timeout) {
		this.tools = tools;
		this.processes = processes;
		this.timeout = timeout;
	}

	FileReport inspect(String name, Path file) {
		String sha256 = this.tools.sha256sum(file).substring(0, SHA256_DIGITS);
		long[] counts = Arrays.stream(this.tools.wc(file).strip().split(" +"))
			.limit(3)
			.mapToLong(Long::parseLong)
			.toArray();
		return new FileReport(name, sha256, counts[0], counts[1], counts[2], mostFrequentLines(file));
	}

	private List<FileReport.LineCount> mostFrequentLines(Path file) {
		String output = this.processes
			.pipeline((programs) -> programs.execFile("sort", "--", file.toString())
				.execFile("uniq", "--count")
				.execFile("sort", "--key=1,1nr", "--key=2")
				.execFile("head", "--lines=" + TOP)
				.execFile("cut", "--bytes=1-" + (COUNT_WIDTH + MAX_LINE)))
			.environment("LC_ALL", "C")
			.timeout(this.timeout)
			.run()
			.stdout();
		// Not String.lines(), for which a carriage return ends a line too.
		return Arrays.stream(output.split("\n")).map(FileReport.LineCount::parse).toList();
	}

}
