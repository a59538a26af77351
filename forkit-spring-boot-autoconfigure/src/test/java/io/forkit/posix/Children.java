package io.forkit.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at processes through {@code /proc}.
 */
public final class Children {

	private Children() {
	}

	/**
	 * Return the children of this process that have ended and were not reaped.
	 * @return their process ids
	 */
	public static List<Long> zombies() {
		List<Long> zombies = new ArrayList<>();
		for (ProcessHandle child : (Iterable<ProcessHandle>) ProcessHandle.current().children()::iterator) {
			if (isZombie(child.pid())) {
				zombies.add(child.pid());
			}
		}
		return zombies;
	}

	public static boolean isRunning(long pid) {
		return Files.exists(Path.of("/proc/" + pid)) && !isZombie(pid);
	}

	private static boolean isZombie(long pid) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
			return lines.anyMatch((line) -> line.startsWith("State:\tZ"));
		}
		catch (IOException | UncheckedIOException ex) {
			return false;
		}
	}

}
