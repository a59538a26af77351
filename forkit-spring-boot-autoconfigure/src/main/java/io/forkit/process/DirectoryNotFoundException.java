package io.forkit.process;

import java.nio.file.Path;
import java.util.List;

/**
 * A working directory that does not exist or is no directory.
 *
 * @since 0.1.0
 */
public class DirectoryNotFoundException extends ProcessStartException {

	private final transient Path directory;

	DirectoryNotFoundException(List<String> command, Path directory, String reason) {
		super(command, "directory " + directory + " " + reason, null);
		this.directory = directory;
	}

	/**
	 * Return the directory that was asked for.
	 * @return the directory
	 */
	public Path getDirectory() {
		return this.directory;
	}

}
