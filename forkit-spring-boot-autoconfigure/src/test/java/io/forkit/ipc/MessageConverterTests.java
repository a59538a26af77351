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

package io.forkit.ipc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.ipc.json.JsonText;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageConverter}.
 */
class MessageConverterTests {

	private final MessageConverter converter = new MessageConverter(new JsonCodec());

	@Test
	void messagesAreConverted() throws MalformedFrameException {
		assertThat(this.converter.convert(message("{\"path\":\"/tmp\"}"), Job.class)).isEqualTo(new Job("/tmp"));
		assertThat(this.converter.convert(message("\"x\""), String.class)).isEqualTo("x");
		assertThat(this.converter.convert(message("null"), Job.class)).isNull();
	}

	@Test
	void aMessageThatIsSomethingElseIsShown() throws MalformedFrameException {
		JsonText message = message("\"" + "x".repeat(300) + "\"");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.convert(message, Integer.class))
			.withMessage("The message cannot be read as java.lang.Integer: it is a string. It is \"%s…",
					"x".repeat(199))
			.satisfies((ex) -> assertThat(ex.getTargetType()).isEqualTo(Integer.class))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).hasSize(201));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.convert(message, Job.class))
			.withMessageContaining(Job.class.getName());
	}

	private static JsonText message(String json) throws MalformedFrameException {
		List<NodePacket> packets = new ArrayList<>();
		new NodeDecoder(1000).decode(ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8)), packets::add);
		return ((NodePacket.Message) packets.get(0)).json();
	}

	record Job(String path) {
	}

}
