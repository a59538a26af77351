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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonCodec}.
 */
class JsonCodecTests {

	private final JsonCodec codec = new JsonCodec();

	@Test
	void plainValuesAreWrittenAsInJavaScript() throws JsonConversionException {
		assertThat(write(null)).isEqualTo("null");
		assertThat(write(true)).isEqualTo("true");
		assertThat(write('x')).isEqualTo("\"x\"");
		assertThat(write(1.0)).isEqualTo("1");
		assertThat(write(0.1f)).isEqualTo("0.1");
		assertThat(write(Float.NaN)).isEqualTo("null");
		assertThat(write((short) -3)).isEqualTo("-3");
		assertThat(write(List.of(0, 9, 10, -10, Integer.MAX_VALUE, Integer.MIN_VALUE)))
			.isEqualTo("[0,9,10,-10,2147483647,-2147483648]");
		assertThat(write(Arrays.asList(1, null, List.of()))).isEqualTo("[1,null,[]]");
		assertThat(write(new Object[] { "a", new int[] { 1, 2 }, new double[] { 1, Double.NaN } }))
			.isEqualTo("[\"a\",[1,2],[1,null]]");
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		map.put("b", 1);
		map.put("a", null);
		assertThat(write(map)).isEqualTo("{\"b\":1,\"a\":null}");
	}

	@Test
	void largeNumbersKeepTheirDigits() throws JsonConversionException {
		assertThat(write(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
		assertThat(write(new BigInteger("123456789012345678901234567890"))).isEqualTo("123456789012345678901234567890");
		assertThat(write(new BigDecimal("0.10"))).isEqualTo("0.10");
	}

	@Test
	void onlyWhatMustBeEscapedIs() throws JsonConversionException {
		assertThat(write("\"\\/\b\f\n\r\t\u0000\u001f\u007f"))
			.isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"");
		assertThat(write("ä€\u2028\ud83d\ude00")).isEqualTo("\"ä€\u2028\ud83d\ude00\"");
		assertThat(write("\ud83d")).isEqualTo("\"\\ud83d\"");
		assertThat(write("\ude00\ud83d\ud83d\ude00\ude00x")).isEqualTo("\"\\ude00\\ud83d\ud83d\ude00\\ude00x\"");
	}

	@Test
	void longTextIsWrittenWhereverItHasToBeEscaped() throws Exception {
		for (int length = 1000; length < 1050; length++) {
			String text = "x".repeat(length) + "\ud83d\ude00\u0001\ud83d" + "ä".repeat(3000);
			assertThat(this.codec.read(parse(write(text)), String.class)).isEqualTo(text);
		}
	}

	@Test
	void bytesAreABufferOfNode() throws Exception {
		byte[] bytes = new byte[256];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		assertThat(write(new byte[] { 0, 9, 10, 99, 100, -1 }))
			.isEqualTo("{\"type\":\"Buffer\",\"data\":[0,9,10,99,100,255]}");
		assertThat(write(new byte[0])).isEqualTo("{\"type\":\"Buffer\",\"data\":[]}");
		assertThat(this.codec.read(parse(write(bytes)), byte[].class)).isEqualTo(bytes);
		ByteBuffer buffer = ByteBuffer.wrap(bytes).position(1).limit(3);
		assertThat(this.codec.read(parse(write(buffer)), ByteBuffer.class)).isEqualTo(buffer);
		assertThat(buffer.remaining()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "\"AQ==\"", "{}", "{\"type\":\"Buffer\"}", "{\"type\":\"buffer\",\"data\":[]}",
			"{\"type\":\"Buffer\",\"data\":1}", "{\"type\":\"Buffer\",\"data\":[256]}",
			"{\"type\":\"Buffer\",\"data\":[-1]}", "{\"type\":\"Buffer\",\"data\":[1.5]}",
			"{\"type\":\"Buffer\",\"data\":[1e1]}", "{\"type\":\"Buffer\",\"data\":[\"1\"]}",
			"{\"type\":\"Buffer\",\"data\":[[]]}", "{\"type\":\"Buffer\",\"data\":[99999999999999]}" })
	void whatIsNoBufferIsNotReadAsBytes(String json) {
		assertThatExceptionOfType(JsonConversionException.class)
			.isThrownBy(() -> this.codec.read(parse(json), byte[].class));
	}

	@Test
	void beansAreWrittenByJacksonWithNumbersAndStringsOfJavaScript() throws JsonConversionException {
		Bean bean = new Bean("\u001f\ud83d", 1.0, Double.NaN, new double[] { 2, 1e21 }, new byte[] { 1 },
				Instant.parse("2026-01-02T03:04:05Z"), List.of(Map.of(), new Point(1, 2)), Optional.of("x"));
		assertThat(write(bean)).isEqualTo(
				"{\"text\":\"\\u001f\\ud83d\",\"one\":1,\"nan\":null,\"array\":[2,1e+21],\"bytes\":{\"type\":\"Buffer\",\"data\":[1]},"
						+ "\"instant\":\"2026-01-02T03:04:05Z\",\"list\":[{},{\"x\":1,\"y\":2}],\"optional\":\"x\"}");
		assertThat(write(List.of(new Point(1, 2), new Point(3, 4)))).isEqualTo("[{\"x\":1,\"y\":2},{\"x\":3,\"y\":4}]");
		assertThat(write(Map.of("d", Duration.ofSeconds(90)))).isEqualTo("{\"d\":\"PT1M30S\"}");
		assertThat(write(new TreeMap<>(Map.of(1, "a", 2, "b")))).isEqualTo("{\"1\":\"a\",\"2\":\"b\"}");
		assertThat(write(Thread.State.NEW)).isEqualTo("\"NEW\"");
		assertThat(write(new Empty())).isEqualTo("{}");
	}

	@Test
	void aTreeOfJacksonIsWritten() throws Exception {
		JsonNode tree = this.codec.read(parse("{\"a\":[1,2.5,{\"b\":null}],\"c\":\"d\"}"), JsonNode.class);
		assertThat(write(tree)).isEqualTo("{\"a\":[1,2.5,{\"b\":null}],\"c\":\"d\"}");
	}

	@Test
	void rawJsonInABeanIsCheckedAndWrittenWithoutWhitespace() throws JsonConversionException {
		assertThat(write(new Raw("{\n \"a\" : [ 1 ]\n}"))).isEqualTo("{\"json\":{\"a\":[1]}}");
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(new Raw("1}\n{")))
			.withMessageContaining("a raw value in it is no JSON");
	}

	@Test
	void whatHasNoPropertiesOrHoldsItselfIsNotWritten() {
		Runnable lambda = () -> {
		};
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		Node node = new Node();
		node.next = node;
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(lambda))
			.withMessage("a lambda has no properties");
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(new Object()));
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(cycle))
			.withMessage("it is nested deeper than 500 levels, or holds itself");
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(node));
		Node first = new Node();
		first.next = new Node();
		first.next.next = first;
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(first));
	}

	@Test
	void theWriterGoesAsDeepAsTheScanner() throws Exception {
		Object nested = List.of();
		for (int i = 1; i < JsonScanner.MAX_DEPTH; i++) {
			nested = List.of(nested);
		}
		Object deepest = nested;
		assertThat(this.codec.read(parse(write(deepest)), Object.class)).isEqualTo(deepest);
		assertThatExceptionOfType(JsonConversionException.class).isThrownBy(() -> write(List.of(deepest)));
	}

	@ParameterizedTest
	@CsvSource({ "1, java.lang.Integer", "-0, java.lang.Integer", "2147483648, java.lang.Long",
			"9223372036854775807, java.lang.Long", "9223372036854775808, java.math.BigInteger", "1.5, java.lang.Double",
			"1e2, java.lang.Double", "\"a\", java.lang.String", "true, java.lang.Boolean" })
	void objectsAreReadAsWhatTheyLookLike(String json, Class<?> type) throws Exception {
		assertThat(this.codec.read(parse(json), Object.class)).isExactlyInstanceOf(type);
	}

	@Test
	void mapsListsAndNullAreRead() throws Exception {
		String json = "{\"a\":[1,\"x\",null,{}],\"b\":{\"c\":false},\"a\":[ 2 ]}";
		assertThat(this.codec.read(parse(json), Map.class)).isEqualTo(Map.of("a", List.of(2), "b", Map.of("c", false)));
		assertThat(this.codec.read(parse("[1,null,\"\\u00e9\\\"\"]"), List.class))
			.isEqualTo(Arrays.asList(1, null, "é\""));
		assertThat(this.codec.read(parse("[1]"), Collection.class)).isEqualTo(List.of(1));
		assertThat(this.codec.read(parse("null"), String.class)).isNull();
		assertThat(this.codec.read(parse("null"), Point.class)).isNull();
	}

	@Test
	void numbersAreReadIfTheyFit() throws Exception {
		assertThat(this.codec.read(parse("127"), byte.class)).isEqualTo((byte) 127);
		assertThat(this.codec.read(parse("1e3"), Integer.class)).isEqualTo(1000);
		assertThat(this.codec.read(parse("1.0"), long.class)).isEqualTo(1L);
		assertThat(this.codec.read(parse("3"), Double.class)).isEqualTo(3.0);
		assertThat(this.codec.read(parse("0.1"), float.class)).isEqualTo(0.1f);
		assertThat(this.codec.read(parse("1.50"), BigDecimal.class)).isEqualTo(new BigDecimal("1.50"));
		assertThat(this.codec.read(parse("1e20"), BigInteger.class)).isEqualTo(BigInteger.TEN.pow(20));
		assertThat(this.codec.read(parse("7"), Number.class)).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource({ "128, java.lang.Byte", "32768, java.lang.Short", "2147483648, java.lang.Integer",
			"9223372036854775808, java.lang.Long", "1.5, java.lang.Integer", "1e400, java.lang.Double",
			"1e39, java.lang.Float", "1e999999999, java.math.BigInteger", "1e99999999999, java.math.BigDecimal",
			"1e-999999999, java.lang.Long", "\"1\", java.lang.Integer", "true, java.lang.Integer",
			"1, java.lang.String", "null, int", "[], java.lang.String", "\"true\", java.lang.Boolean",
			"{}, java.util.List", "[], java.util.Map", "null, boolean" })
	void whatDoesNotFitIsRefused(String json, String type) {
		assertThatExceptionOfType(JsonConversionException.class)
			.isThrownBy(() -> this.codec.read(parse(json), type(type)));
	}

	@Test
	void integersHaveALimitOfDigitsAsTheyCostQuadraticTime() throws Exception {
		String digits = "1".repeat(1_000_000);
		for (Class<?> type : List.of(Object.class, BigInteger.class, BigDecimal.class, long.class, JsonNode.class)) {
			assertThatExceptionOfType(JsonConversionException.class)
				.isThrownBy(() -> this.codec.read(parse(digits), type));
		}
		assertThat(this.codec.read(parse("0." + digits), Double.class)).isEqualTo(1.0 / 9);
	}

	@Test
	void recordsAreReadAndUnknownPropertiesIgnored() throws Exception {
		assertThat(this.codec.read(parse("{\"x\":1,\"z\":{},\"y\":2}"), Point.class)).isEqualTo(new Point(1, 2));
		JsonMapper strict = JsonMapper.builder()
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
			.build();
		assertThat(new JsonCodec(strict).read(parse("{\"X\":1,\"z\":{},\"Y\":2}"), Point.class))
			.isEqualTo(new Point(1, 2));
		assertThatExceptionOfType(JsonConversionException.class)
			.isThrownBy(() -> this.codec.read(parse("{\"x\":\"a\"}"), Point.class));
	}

	@Test
	void propertiesOfBytesAreReadFromBuffersOfNode() throws Exception {
		String json = "{\"bytes\":{\"type\":\"Buffer\",\"data\":[1,255]},\"buffer\":{\"data\":[],\"type\":\"Buffer\"}}";
		Bytes bytes = this.codec.read(parse(json), Bytes.class);
		assertThat(bytes.bytes()).containsExactly(1, -1);
		assertThat(bytes.buffer().remaining()).isZero();
		assertThat(this.codec.read(parse("{\"bytes\":\"AQ==\"}"), Bytes.class).bytes()).containsExactly(1);
		for (String wrong : List.of("{}", "[1]", "1", "{\"type\":\"Buffer\",\"data\":[256]}")) {
			assertThatExceptionOfType(JsonConversionException.class)
				.isThrownBy(() -> this.codec.read(parse("{\"bytes\":" + wrong + "}"), Bytes.class));
		}
	}

	@Test
	void aStringInABeanIsAsLongAsTheMessageMayBe() throws Exception {
		String text = "x".repeat(30_000_000);
		assertThat(this.codec.read(parse("{\"text\":\"" + text + "\"}"), Text.class).text()).isEqualTo(text);
	}

	@Test
	void withoutJacksonOnlyBeansFail() throws Exception {
		URL[] urls = { JsonCodec.class.getProtectionDomain().getCodeSource().getLocation(),
				JsonCodecTests.class.getProtectionDomain().getCodeSource().getLocation(),
				Nullable.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			Object result = loader.loadClass(WithoutJackson.class.getName()).getMethod("run").invoke(null);
			assertThat(result).isEqualTo("{\"a\":[1,1.5]}{a=[1, 1.5]}"
					+ "records and beans need tools.jackson.core:jackson-databind on the class path");
		}
	}

	private static Class<?> type(String name) throws ClassNotFoundException {
		return switch (name) {
			case "int" -> int.class;
			case "boolean" -> boolean.class;
			default -> Class.forName(name);
		};
	}

	private String write(@Nullable Object value) throws JsonConversionException {
		return new String(this.codec.write("", value, ""), StandardCharsets.UTF_8);
	}

	private static JsonText parse(String json) throws JsonSyntaxException {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return new JsonScanner("cmd").scan(bytes, 0, bytes.length);
	}

	/** Runs in a class loader that has no Jackson. */
	public static final class WithoutJackson {

		private WithoutJackson() {
		}

		public static String run() throws Exception {
			JsonCodec codec = new JsonCodec();
			byte[] bytes = codec.write("", Map.of("a", List.of(1, 1.5)), "");
			JsonText text = new JsonScanner("cmd").scan(bytes, 0, bytes.length);
			String result = text + String.valueOf(codec.read(text, Object.class));
			try {
				codec.write("", new WithoutJackson(), "");
				return result;
			}
			catch (JsonConversionException ex) {
				return result + ex.getMessage();
			}
		}

	}

	record Point(int x, int y) {
	}

	record Empty() {
	}

	record Text(String text) {
	}

	record Raw(@JsonRawValue String json) {
	}

	record Bytes(byte[] bytes, ByteBuffer buffer) {
	}

	record Bean(String text, double one, double nan, double[] array, byte[] bytes, Instant instant, List<Object> list,
			Optional<String> optional) {
	}

	static final class Node {

		public @Nullable Node next;

	}

}
