package io.forkit.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * A program that was ended because it wrote more than the limit to stdout or to stderr,
 * or more than the JVM had memory for. The result has the output up to there.
 *
 * @since 0.1.0
 */
public class OutputLimitException extends ForcedEndException {

	private final String stream;

	private final transient DataSize limit;

	OutputLimitException(List<String> command, String stream, long limit, @Nullable ProcessResult result,
			@Nullable Throwable cause) {
		super(command, "was ended because it wrote more than %d bytes to %s".formatted(limit, stream), result, cause);
		this.stream = stream;
		this.limit = DataSize.ofBytes(limit);
	}

	/**
	 * Return which stream it was.
	 * @return {@code stdout} or {@code stderr}
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Return the limit of the stream.
	 * @return the limit
	 */
	public DataSize getLimit() {
		return this.limit;
	}

}
