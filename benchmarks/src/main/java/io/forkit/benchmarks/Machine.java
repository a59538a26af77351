package io.forkit.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says what the numbers were measured on.
 */
final class Machine {

	private static final Path CPUINFO = Path.of("/proc/cpuinfo");

	private Machine() {
	}

	/**
	 * Describe the machine, and how busy it is at the moment.
	 * @return a line of text
	 */
	static String describe() {
		return String.format(Locale.ROOT, "%d cores (%s), JDK %s (%s), %s %s, load average before the run %.2f",
				Runtime.getRuntime().availableProcessors(), processor(), Runtime.version(),
				System.getProperty("java.vm.vendor"), System.getProperty("os.name"), System.getProperty("os.version"),
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
	}

	private static String processor() {
		try (Stream<String> lines = Files.lines(CPUINFO)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).trim())
				.findFirst()
				.orElseGet(() -> System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

}
