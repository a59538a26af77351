package io.forkit.ipc;

import java.io.IOException;

/**
 * The peer sent bytes that are no frame. The channel cannot be used any more.
 *
 * @since 0.1.0
 */
public class MalformedFrameException extends IOException {

	public MalformedFrameException(String message) {
		super(message);
	}

}
