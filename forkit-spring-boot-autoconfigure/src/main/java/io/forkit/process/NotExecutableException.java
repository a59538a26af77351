package io.forkit.process;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A file that exists but cannot be run by this user, or is no program.
 *
 * @since 0.1.0
 */
public class NotExecutableException extends ProcessStartException {

	private final transient Path file;

	NotExecutableException(List<String> command, Path file, String reason, @Nullable Throwable cause) {
		super(command, file + " " + reason, cause);
		this.file = file;
	}

	/**
	 * Return the file that was found.
	 * @return the file
	 */
	public Path getFile() {
		return this.file;
	}

}
