package io.forkit.posix;

import java.io.File;
import java.util.Objects;

/**
 * Looks at the descriptors and children of this process.
 */
public final class OpenFiles {

	private OpenFiles() {
	}

	/**
	 * Count the open descriptors, the one that counting takes included.
	 * @return the number
	 */
	public static int count() {
		return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
	}

}
