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

package io.forkit.demo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.forkit.demo.Http;
import org.jspecify.annotations.Nullable;

/**
 * Actions that take away what processes need.
 */
final class Shortages {

	private static final int LONGEST_MILLIS = 4_000;

	private static final String FEW = "3";

	private static final int BLOCK = 1 << 16;

	private Shortages() {
	}

	/**
	 * No new open files for a while: the soft limit becomes less than there are.
	 * @param kind what the victims are
	 * @param victims the victims
	 * @param harm what may come of it
	 * @return the action
	 */
	static Action openFiles(String kind, Function<Observation, Set<Long>> victims, Harm harm) {
		return (now, random) -> {
			Long victim = Signals.choose(victims.apply(now), random);
			if (victim == null) {
				return null;
			}
			String before = prlimit(victim, "--nofile", "--noheadings", "--output=SOFT");
			// Else the second shortage would take the first one for the limit to go back
			// to.
			if (before == null || before.equals(FEW) || prlimit(victim, "--nofile=" + FEW + ":") == null) {
				return null;
			}
			return new Deed("no more open files for " + kind + " " + victim, Set.of(victim), harm,
					() -> prlimit(victim, "--nofile=" + before + ":"), duration(random.nextInt(LONGEST_MILLIS)));
		};
	}

	/**
	 * No memory for a while in the worker that gets the request.
	 * @param port the port of the application
	 * @return the action
	 */
	static Action memory(int port) {
		return (now, random) -> {
			int millis = random.nextInt(LONGEST_MILLIS);
			Thread request = new Thread(() -> {
				try {
					Http.get(port, "/exhaust?millis=" + millis);
				}
				catch (IOException ex) {
					// Without memory there need be no answer.
				}
			}, "demo-exhaust");
			request.setDaemon(true);
			request.start();
			return new Deed("no more memory in a worker", Set.of(), Harm.REQUESTS, () -> {
			}, duration(millis));
		};
	}

	/**
	 * No space for a while in a file system of a few megabytes.
	 * @param directory where it is mounted
	 * @return the action
	 */
	static Action disk(Path directory) {
		return (now, random) -> {
			Path filling = directory.resolve("filling");
			if (Files.exists(filling)) {
				return null;
			}
			fill(filling);
			return new Deed("no more space for logs", Set.of(), Harm.NONE, () -> delete(filling),
					duration(random.nextInt(LONGEST_MILLIS)));
		};
	}

	private static Duration duration(int millis) {
		return Duration.ofMillis(millis);
	}

	private static void fill(Path file) {
		byte[] block = new byte[BLOCK];
		try (var out = Files.newOutputStream(file)) {
			while (true) {
				out.write(block);
			}
		}
		catch (IOException ex) {
			// It is full now.
		}
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable String prlimit(long pid, String... options) {
		List<String> command = new ArrayList<>(List.of("prlimit", "--pid", String.valueOf(pid)));
		command.addAll(List.of(options));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes()).trim();
			return (process.waitFor() == 0) ? output : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
