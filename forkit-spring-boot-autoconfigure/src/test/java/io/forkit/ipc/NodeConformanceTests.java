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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.forkit.ipc.json.JsonCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Compares {@link NodeEncoder} and {@link NodeDecoder} with Node itself.
 */
class NodeConformanceTests {

	private static final String[] NASTY = { "\u0000", "\u001f", "\u007f", "\u0080", "\"", "\\", "/", "\b\f\n\r\t",
			"\u2028", "\u2029", "\ufeff", "\uffff", "\ud800", "\udfff", "\ud83d\ude00", "\ude00\ud83d", "ä", "€", "a",
			"{", "NODE_" };

	private static final double[] NUMBERS = { 0, -0.0, 1, 0.1, 1e21, 1e20, 123456789012345680000.0, 1e-6, 1e-7,
			Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 2e23, 9007199254740993.0, 4.35,
			2.2250738585072011e-308, Double.NaN, Double.POSITIVE_INFINITY };

	private final Random random = new Random(42);

	private final NodeEncoder encoder = new NodeEncoder(new JsonCodec());

	private final List<String> questions = new ArrayList<>();

	private final List<String> expected = new ArrayList<>();

	@TempDir
	private Path directory;

	@BeforeAll
	static void nodeIsInstalled() throws InterruptedException {
		boolean installed;
		try {
			installed = new ProcessBuilder("node", "--version").redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
		}
		catch (IOException ex) {
			installed = false;
		}
		assumeTrue(installed, "needs node on the PATH");
	}

	@Test
	void numbersHaveTheSameDigits() throws Exception {
		for (double value : NUMBERS) {
			number(value);
		}
		for (int i = -1074; i <= 1023; i++) {
			number(Math.scalb(1.0, i));
		}
		for (int i = -330; i <= 308; i++) {
			number(Double.parseDouble("1e" + i));
			number(Double.parseDouble((1 + this.random.nextInt(999)) + "e" + i));
		}
		for (int i = 0; i < 5000; i++) {
			number(Double.longBitsToDouble(this.random.nextLong()));
			number(this.random.nextDouble() * Math.pow(10, this.random.nextInt(25)));
			number(this.random.nextInt() / 100.0);
			number(this.random.nextLong());
		}
		nodeAgrees();
	}

	@Test
	void stringsHaveTheSameBytes() throws Exception {
		for (int c = 0; c <= 0xffff; c += (c < 0x800) ? 1 : 61) {
			string(String.valueOf((char) c));
		}
		for (int i = 0; i < 5000; i++) {
			string(randomString());
		}
		nodeAgrees();
	}

	@Test
	void messagesHaveTheSameBytes() throws Exception {
		for (int i = 0; i < 3000; i++) {
			byte[] line = this.encoder.encode(randomValue(0));
			ask("message " + hex(line), text(line));
		}
		nodeAgrees();
	}

	@Test
	void bytesAreABuffer() throws Exception {
		for (int i = 0; i < 300; i++) {
			byte[] bytes = randomBytes(i);
			ask("bytes " + hex(bytes), text(this.encoder.encode(bytes)));
		}
		nodeAgrees();
	}

	@Test
	void linesAreReadAndRefusedInTheSameWay() throws Exception {
		for (int i = 0; i < 10_000; i++) {
			byte[] bytes = this.encoder.encode(randomValue(0));
			for (int j = this.random.nextInt(4); j > 0; j--) {
				bytes = mutated(bytes);
			}
			receive(bytes);
		}
		for (String line : List.of("", " ", "\ufeff1", "1e400", "-0", "[1,]", "\u00a01", "\"\\ud800\"",
				"{\"a\":1,\"a\":2}", "{\"__proto__\":1}", "\r1\r", "\u000b1")) {
			receive((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		nodeAgrees();
	}

	private void number(double value) {
		ask("number %016x".formatted(Double.doubleToRawLongBits(value)), text(this.encoder.encode(value)));
	}

	private void string(String value) {
		if (!value.isEmpty()) {
			byte[] units = new byte[2 * value.length()];
			ByteBuffer.wrap(units).asCharBuffer().put(value);
			ask("string " + hex(units), text(this.encoder.encode(value)));
		}
	}

	/** Ask what Node receives in pieces, each of which ends anywhere. */
	private void receive(byte[] bytes) throws MalformedFrameException {
		StringBuilder question = new StringBuilder("receive");
		List<String> answers = new ArrayList<>();
		NodeDecoder decoder = new NodeDecoder(1_000_000);
		int from = 0;
		boolean malformed = false;
		while (from < bytes.length) {
			int to = Math.min(bytes.length, from + 1 + this.random.nextInt(40));
			byte[] piece = Arrays.copyOfRange(bytes, from, to);
			question.append(' ').append(hex(piece));
			malformed = malformed || isMalformed(decoder, piece, answers);
			from = to;
		}
		// Where Node goes on after a malformed line, the channel is closed here.
		if (!malformed || answers.isEmpty()) {
			int end = indexOfLineFeed(bytes);
			if (malformed && end < bytes.length - 1) {
				return;
			}
			ask(question.toString(), malformed ? "malformed" : String.join(" ", answers));
		}
	}

	private boolean isMalformed(NodeDecoder decoder, byte[] piece, List<String> answers) {
		try {
			decoder.decode(ByteBuffer.wrap(piece), (packet) -> answers.add(rewritten(packet)));
			return false;
		}
		catch (MalformedFrameException ex) {
			return true;
		}
	}

	private String rewritten(NodePacket packet) {
		MessageConverter converter = new MessageConverter(new JsonCodec());
		Object value = converter.convert(((NodePacket.Message) packet).json(), Object.class);
		return text(this.encoder.encode(value));
	}

	private static int indexOfLineFeed(byte[] bytes) {
		int index = 0;
		while (index < bytes.length && bytes[index] != '\n') {
			index++;
		}
		return index;
	}

	private byte[] mutated(byte[] bytes) {
		int position = this.random.nextInt(bytes.length);
		byte[] rest = Arrays.copyOfRange(bytes, position + this.random.nextInt(2), bytes.length);
		byte[] inserted = this.random.nextBoolean() ? new byte[0] : randomBytes(1 + this.random.nextInt(2));
		byte[] result = Arrays.copyOf(bytes, position + inserted.length + rest.length);
		System.arraycopy(inserted, 0, result, position, inserted.length);
		System.arraycopy(rest, 0, result, position + inserted.length, rest.length);
		return (result.length > 0) ? result : bytes;
	}

	private byte[] randomBytes(int count) {
		byte[] bytes = new byte[count];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private @Nullable Object randomValue(int depth) {
		return switch (this.random.nextInt((depth < 4) ? 9 : 6)) {
			case 0 -> null;
			case 1 -> this.random.nextBoolean();
			case 2 -> this.random.nextInt(1_000_000) - 500_000;
			case 3 -> this.random.nextInt(1_000_000) / 1000.0;
			case 4, 5 -> randomString();
			case 6 -> {
				List<@Nullable Object> list = new ArrayList<>();
				for (int i = this.random.nextInt(5); i > 0; i--) {
					list.add(randomValue(depth + 1));
				}
				yield list;
			}
			default -> {
				Map<String, @Nullable Object> map = new LinkedHashMap<>();
				for (int i = this.random.nextInt(5); i > 0; i--) {
					// Not like an index: JavaScript sorts those.
					map.put("k" + randomString(), randomValue(depth + 1));
				}
				yield map;
			}
		};
	}

	private String randomString() {
		StringBuilder string = new StringBuilder();
		for (int i = this.random.nextInt(12); i > 0; i--) {
			string.append(NASTY[this.random.nextInt(NASTY.length)]);
		}
		return string.toString();
	}

	private void ask(String question, String answer) {
		this.questions.add(question);
		this.expected.add(answer);
	}

	private void nodeAgrees() throws IOException, InterruptedException {
		Path script = this.directory.resolve("conformance.js");
		try (InputStream source = getClass().getResourceAsStream("conformance.js");
				OutputStream target = Files.newOutputStream(script)) {
			source.transferTo(target);
		}
		Path asked = Files.write(this.directory.resolve("questions"), this.questions);
		Path answered = this.directory.resolve("answers");
		Path log = this.directory.resolve("log");
		Process node = new ProcessBuilder("node", script.toString(), asked.toString(), answered.toString())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		boolean ended = node.waitFor(60, TimeUnit.SECONDS);
		node.destroyForcibly();
		assertThat(ended && node.exitValue() == 0).as(Files.readString(log)).isTrue();
		List<String> answers = Files.readAllLines(answered);
		assertThat(answers).hasSameSizeAs(this.questions);
		for (int i = 0; i < answers.size(); i++) {
			String answer = new String(HexFormat.of().parseHex(answers.get(i)), StandardCharsets.UTF_8);
			assertThat(this.expected.get(i)).as(this.questions.get(i)).isEqualTo(answer);
		}
	}

	private static String text(byte[] line) {
		return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
