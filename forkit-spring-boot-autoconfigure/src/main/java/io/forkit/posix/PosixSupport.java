package io.forkit.posix;

import org.jspecify.annotations.Nullable;

/**
 * Whether this machine has what the native code needs: Linux with glibc 2.34 or newer, on
 * x86_64 or aarch64.
 *
 * @since 0.1.0
 */
public final class PosixSupport {

	private PosixSupport() {
	}

	/**
	 * Return why native calls cannot be used here. Loads the native library at the first
	 * call.
	 * @return the reason as a clause, or {@code null} if they can be used
	 */
	public static @Nullable String missing() {
		String os = System.getProperty("os.name");
		if (!"Linux".equals(os)) {
			return "the operating system is " + os + " and not Linux";
		}
		String architecture = System.getProperty("os.arch");
		if (!"amd64".equals(architecture) && !"aarch64".equals(architecture)) {
			return "the processor architecture is " + architecture + " and neither amd64 nor aarch64";
		}
		return missingLibrary();
	}

	private static @Nullable String missingLibrary() {
		try {
			String version = Native.LIBC.gnu_get_libc_version();
			String[] parts = version.split("\\.");
			int number = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
			return (number >= 2034) ? null : "the C library is glibc " + version + " and older than 2.34";
		}
		catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError | NumberFormatException ex) {
			return "the C library is not glibc, or the native access library cannot be loaded (" + ex + ")";
		}
	}

}
