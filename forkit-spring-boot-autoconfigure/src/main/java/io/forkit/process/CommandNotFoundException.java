package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A program that does not exist.
 *
 * @since 0.1.0
 */
public class CommandNotFoundException extends ProcessStartException {

	private final @Nullable String path;

	CommandNotFoundException(List<String> command, String reason, @Nullable String path) {
		super(command, reason, null);
		this.path = path;
	}

	/**
	 * Return the PATH in which the program was looked up.
	 * @return the directories as in the variable, or {@code null} if the command has a
	 * slash and was not looked up
	 */
	public @Nullable String getPath() {
		return this.path;
	}

}
