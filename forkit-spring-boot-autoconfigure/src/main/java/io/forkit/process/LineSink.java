/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Hands text on line by line. A line ends as for {@link java.io.BufferedReader}: also at
 * a single carriage return, by which programs show their progress. A line that does not
 * end is handed on in pieces.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class LineSink implements ByteSink {

	private static final Log logger = LogFactory.getLog(LineSink.class);

	private static final int MAX_LINE = 1024 * 1024;

	private static final int MAX_BYTES_OF_CHARACTER = 16;

	private final Consumer<String> consumer;

	private final CharsetDecoder decoder;

	private final CharBuffer chars = CharBuffer.allocate(8 * 1024);

	// The beginning of a character that came without its end.
	private final ByteBuffer partial = ByteBuffer.allocate(MAX_BYTES_OF_CHARACTER);

	private final StringBuilder line = new StringBuilder();

	private boolean afterCarriageReturn;

	/**
	 * Create a sink.
	 * @param charset the charset of the text; what is malformed is replaced
	 * @param consumer takes the lines, without their ends; what it throws is logged
	 */
	public LineSink(Charset charset, Consumer<String> consumer) {
		this.consumer = consumer;
		this.decoder = charset.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE);
	}

	@Override
	public void write(ByteBuffer bytes) {
		while (this.partial.position() > 0 && bytes.hasRemaining()) {
			this.partial.put(bytes.get());
			this.partial.flip();
			decode(this.partial, false);
			this.partial.compact();
		}
		decode(bytes, false);
		this.partial.put(bytes);
	}

	@Override
	public void end() {
		this.partial.flip();
		decode(this.partial, true);
		this.decoder.flush(this.chars);
		takeLines();
		if (!this.line.isEmpty()) {
			handOn();
		}
	}

	private void decode(ByteBuffer bytes, boolean last) {
		boolean more = true;
		while (more) {
			more = this.decoder.decode(bytes, this.chars, last).isOverflow();
			takeLines();
		}
	}

	private void takeLines() {
		this.chars.flip();
		while (this.chars.hasRemaining()) {
			char c = this.chars.get();
			boolean secondOfTwo = c == '\n' && this.afterCarriageReturn;
			this.afterCarriageReturn = c == '\r';
			if (c == '\n' || c == '\r') {
				if (!secondOfTwo) {
					handOn();
				}
			}
			else {
				this.line.append(c);
				if (this.line.length() == MAX_LINE) {
					handOn();
				}
			}
		}
		this.chars.clear();
	}

	private void handOn() {
		String text = this.line.toString();
		this.line.setLength(0);
		try {
			this.consumer.accept(text);
		}
		catch (Throwable ex) {
			// As with events: what fails for one line is no reason to lose the next.
			logger.error("A line of output could not be handled", ex);
		}
	}

}
