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

package io.forkit.ipc.json;

import java.nio.ByteBuffer;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Lets properties be read from what a {@code Buffer} of Node turns into in JSON, and from
 * Base64 as usual. Writing needs nothing of the kind.
 */
final class NodeBuffers extends SimpleModule {

	NodeBuffers() {
		super("forkit-node-buffers");
		addDeserializer(byte[].class, new BytesDeserializer());
		addDeserializer(ByteBuffer.class, new ByteBufferDeserializer());
	}

	private static byte[] read(JsonParser parser, DeserializationContext context) {
		if (parser.currentToken() == JsonToken.VALUE_STRING) {
			return parser.getBinaryValue(context.getBase64Variant());
		}
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			return (byte[]) context.handleUnexpectedToken(byte[].class, parser);
		}
		NodeBuffer buffer = context.readValue(parser, NodeBuffer.class);
		return buffer.toBytes(context);
	}

	/** What {@code JSON.stringify} makes of a {@code Buffer}. */
	private record NodeBuffer(String type, int[] data) {

		byte[] toBytes(DeserializationContext context) {
			if (!"Buffer".equals(this.type) || this.data == null) {
				context.reportInputMismatch(byte[].class, "an object that is no Buffer");
			}
			byte[] bytes = new byte[this.data.length];
			for (int i = 0; i < bytes.length; i++) {
				if (this.data[i] < 0 || this.data[i] > 255) {
					context.reportInputMismatch(byte[].class, "%s is no byte of a Buffer", this.data[i]);
				}
				bytes[i] = (byte) this.data[i];
			}
			return bytes;
		}

	}

	private static final class BytesDeserializer extends StdDeserializer<byte[]> {

		BytesDeserializer() {
			super(byte[].class);
		}

		@Override
		public byte[] deserialize(JsonParser parser, DeserializationContext context) {
			return read(parser, context);
		}

	}

	private static final class ByteBufferDeserializer extends StdDeserializer<ByteBuffer> {

		ByteBufferDeserializer() {
			super(ByteBuffer.class);
		}

		@Override
		public ByteBuffer deserialize(JsonParser parser, DeserializationContext context) {
			return ByteBuffer.wrap(read(parser, context));
		}

	}

}
