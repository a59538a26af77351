package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A command that failed. Every failure of a command, but for wrong arguments and a closed
 * template, is one of these.
 *
 * @since 0.1.0
 */
public abstract class ProcessException extends RuntimeException {

	private final transient List<String> command;

	ProcessException(List<String> command, String message, @Nullable Throwable cause) {
		super("Command [" + CommandText.describe(command) + "] " + message, cause);
		this.command = command;
	}

	/**
	 * Return the program and its arguments.
	 * @return the command
	 */
	public List<String> getCommand() {
		return this.command;
	}

}
