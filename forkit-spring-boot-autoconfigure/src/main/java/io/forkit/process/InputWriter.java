package io.forkit.process;

import java.io.IOException;

import io.forkit.posix.EventLoop;
import io.forkit.posix.Fd;
import io.forkit.posix.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the input of a program as fast as it reads, then closes its stdin. Used on the
 * event loop only.
 */
final class InputWriter {

	private final Fd fd;

	private final NativeBuffer buffer;

	private final byte[] bytes;

	private int position;

	private EventLoop.@Nullable Registration registration;

	InputWriter(Fd fd, NativeBuffer buffer, byte[] bytes) {
		this.fd = fd;
		this.buffer = buffer;
		this.bytes = bytes;
	}

	void attach(EventLoop loop) throws IOException {
		this.registration = loop.register(this.fd, EventLoop.WRITE, (registration, events) -> write());
	}

	private void write() {
		try {
			if (this.position < this.bytes.length) {
				int count = this.buffer.writeTo(this.fd, this.bytes, this.position, this.bytes.length - this.position);
				this.position += Math.max(count, 0);
			}
			if (this.position == this.bytes.length) {
				close();
			}
		}
		catch (IOException ex) {
			// EPIPE: the program does not want to read more, which is its own affair.
			close();
		}
	}

	void close() {
		if (this.registration != null) {
			this.registration.close();
		}
		this.fd.close();
	}

}
