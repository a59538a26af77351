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

import java.io.ByteArrayInputStream;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Fd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for what arrives of what is sent: the table in docs/messages.md.
 */
class ConversionTests {

	private static final Order ORDER = new Order(new Item("a", 1), List.of(new Item("b", 2)),
			Map.of("k", new Item("c", 3)), Optional.of("o"), Optional.empty(), Instant.EPOCH, Path.of("/p"),
			new UUID(1, 2), Color.RED, new BigDecimal("1.50"), (short) 7, 'x', Set.of(Color.GREEN));

	static Stream<Arguments> inBothFormats() {
		return Stream.of(
				// Text
				row(null, Void.class, null), row("text", String.class, "text"), row("text", CharSequence.class, "text"),
				row('c', String.class, "c"), row(new StringBuilder("b"), String.class, "b"),
				row(Optional.of("x"), String.class, "x"), row(Optional.empty(), Void.class, null),
				row(true, Boolean.class, true),
				// Numbers
				row((byte) 3, Integer.class, 3), row((short) 3, Integer.class, 3), row(3, Integer.class, 3),
				row(3, Long.class, 3L), row(3, Double.class, 3.0), row(3, BigInteger.class, BigInteger.valueOf(3)),
				row(3, BigDecimal.class, BigDecimal.valueOf(3)), row(3, Number.class, 3),
				row(new AtomicInteger(4), Integer.class, 4), row(1L << 40, Long.class, 1L << 40),
				row(5L, Long.class, 5L), row(new AtomicLong(1L << 40), Long.class, 1L << 40),
				row(1L << 40, BigInteger.class, BigInteger.ONE.shiftLeft(40)),
				row(1L << 40, BigDecimal.class, BigDecimal.valueOf(1L << 40)), row(1.5f, Double.class, 1.5),
				row(2.0, Double.class, 2.0), row(2.5, Double.class, 2.5),
				row(BigInteger.ONE.shiftLeft(100), BigInteger.class, BigInteger.ONE.shiftLeft(100)),
				row(BigInteger.ONE.shiftLeft(100), BigDecimal.class, new BigDecimal(BigInteger.ONE.shiftLeft(100))),
				row(new BigDecimal("1.50"), BigDecimal.class, new BigDecimal("1.50")),
				// Bytes
				row(new byte[] { 1, -1 }, byte[].class, new byte[] { 1, -1 }),
				row(ByteBuffer.wrap(new byte[] { 1 }), byte[].class, new byte[] { 1 }),
				row(new byte[] { 1 }, ByteBuffer.class, ByteBuffer.wrap(new byte[] { 1 })),
				// Lists and maps
				row(List.of(1, "a"), List.class, List.of(1, "a")),
				row(List.of(1, "a"), Collection.class, List.of(1, "a")),
				row(new LinkedHashSet<>(List.of(2, 1)), Set.class, Set.of(1, 2)),
				row(new LinkedHashSet<>(List.of(2, 1)), List.class, List.of(2, 1)),
				row(new String[] { "a" }, String[].class, new String[] { "a" }),
				row(new String[] { "a" }, List.class, List.of("a")),
				row(List.of("a"), String[].class, new String[] { "a" }),
				row(new int[] { 1, 2 }, int[].class, new int[] { 1, 2 }),
				row(new int[] { 1, 2 }, List.class, List.of(1, 2)),
				row(new double[] { 1.5 }, double[].class, new double[] { 1.5 }),
				row(new Item[] { new Item("a", 1) }, Item[].class, new Item[] { new Item("a", 1) }),
				row(new Item[] { new Item("a", 1) }, List.class, List.of(Map.of("name", "a", "size", 1))),
				row(List.of(new Item("a", 1)), List.class, List.of(Map.of("name", "a", "size", 1))),
				row(Map.of("k", 1), Map.class, Map.of("k", 1)),
				row(Map.of("k", new Item("a", 1)), Map.class, Map.of("k", Map.of("name", "a", "size", 1))),
				// Values that are text in JSON
				row(Color.GREEN, Color.class, Color.GREEN), row(Color.RED, Color.class, Color.RED),
				row(Instant.EPOCH, Instant.class, Instant.EPOCH),
				row(LocalDate.of(2026, 1, 2), LocalDate.class, LocalDate.of(2026, 1, 2)),
				row(LocalTime.NOON, LocalTime.class, LocalTime.NOON),
				row(LocalDateTime.MIN.withYear(1), LocalDateTime.class, LocalDateTime.MIN.withYear(1)),
				row(Instant.EPOCH.atOffset(ZoneOffset.ofHours(2)), OffsetDateTime.class,
						Instant.EPOCH.atOffset(ZoneOffset.ofHours(2))),
				row(Instant.EPOCH.atZone(ZoneId.of("Europe/Berlin")), ZonedDateTime.class,
						Instant.EPOCH.atZone(ZoneOffset.ofHours(1))),
				row(Duration.ofMinutes(3), Duration.class, Duration.ofMinutes(3)),
				row(Period.ofDays(3), Period.class, Period.ofDays(3)),
				row(ZoneId.of("Europe/Berlin"), ZoneId.class, ZoneId.of("Europe/Berlin")),
				row(ZoneOffset.ofHours(2), ZoneOffset.class, ZoneOffset.ofHours(2)),
				row(new UUID(1, 2), UUID.class, new UUID(1, 2)),
				row(URI.create("http://h/p"), URI.class, URI.create("http://h/p")),
				row(Path.of("/a/b"), Path.class, Path.of("/a/b")),
				row(Path.of("b"), Path.class, Path.of("b").toAbsolutePath()),
				row(new File("/a"), File.class, new File("/a")), row(Locale.GERMANY, Locale.class, Locale.GERMANY),
				row(StandardCharsets.UTF_8, Charset.class, StandardCharsets.UTF_8),
				row(Currency.getInstance("EUR"), Currency.class, Currency.getInstance("EUR")),
				row(new Date(5), Date.class, new Date(5)),
				row(TimeZone.getTimeZone("UTC"), TimeZone.class, TimeZone.getTimeZone("UTC")),
				// Records
				row(new Item("a", 1), Item.class, new Item("a", 1)),
				row(new Item("a", 1), Map.class, Map.of("name", "a", "size", 1)), row(ORDER, Order.class, ORDER));
	}

	@ParameterizedTest
	@MethodSource("inBothFormats")
	void whatIsSentIsHeard(@Nullable Object sent, Class<?> type, @Nullable Object expected) throws Exception {
		for (WireFormat format : WireFormat.values()) {
			MessageBody body = sendAndReceive(format, sent);
			Listeners listeners = new Listeners();
			listeners.add(type, (message, exchange) -> {
			});
			assertThat(listeners.find(body)).as("listeners with %s", format).hasSize(1);
			assertThat((Object) body.as(type)).as("message with %s", format).isEqualTo(expected);
		}
	}

	static Stream<Arguments> withJsonOnly() {
		return Stream.of(row(5L, Integer.class, 5), row(2.0, Integer.class, 2), row(1.5f, Double.class, 1.5),
				row(Color.GREEN, String.class, "GREEN"), row(Instant.EPOCH, String.class, "1970-01-01T00:00:00Z"),
				row("GREEN", Color.class, Color.GREEN), row("1970-01-01T00:00:00Z", Instant.class, Instant.EPOCH),
				row(Double.NaN, Void.class, null), row(Map.of("name", "a", "size", 1), Item.class, new Item("a", 1)),
				row(Map.of(1, "a"), Map.class, Map.of("1", "a")));
	}

	@ParameterizedTest
	@MethodSource("withJsonOnly")
	void jsonKnowsFewerTypes(Object sent, Class<?> type, @Nullable Object expected) throws Exception {
		Listeners listeners = new Listeners();
		listeners.add(type, (message, exchange) -> {
		});
		MessageBody json = sendAndReceive(WireFormat.JSON, sent);
		assertThat(listeners.find(json)).hasSize(1);
		assertThat((Object) json.as(type)).isEqualTo(expected);
		MessageBody frames = sendAndReceive(WireFormat.FRAMES, sent);
		if (!(sent instanceof Float) && !(sent instanceof Map<?, ?> map && type == Map.class)) {
			assertThat(listeners.find(frames)).isEmpty();
		}
		if (sent instanceof Map<?, ?> && type == Map.class) {
			assertThat((Object) frames.as(type)).isEqualTo(sent);
		}
	}

	static Stream<Arguments> answers() {
		return Stream.of(row(3, Short.class, (short) 3), row(5L, Integer.class, 5), row(5L, Double.class, 5.0),
				row("c", Character.class, 'c'), row("GREEN", Color.class, Color.GREEN),
				row("PT3S", Duration.class, Duration.ofSeconds(3)), row("x", Optional.class, Optional.of("x")),
				row(List.of(1), int[].class, new int[] { 1 }), row(2.0, Integer.class, 2),
				row(new BigDecimal("1.5"), Double.class, 1.5),
				row(Map.of("name", "a", "size", 1), Item.class, new Item("a", 1)));
	}

	/** Who waits for an answer has said what it is. */
	@ParameterizedTest
	@MethodSource("answers")
	void anAnswerIsReadAsWhatTheAskerWants(Object sent, Class<?> type, Object expected) throws Exception {
		for (WireFormat format : WireFormat.values()) {
			assertThat((Object) sendAndReceive(format, sent).as(type)).as("with %s", format).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@MethodSource("misfits")
	void whatDoesNotFitIsNoAnswer(Object sent, Class<?> type) throws Exception {
		for (WireFormat format : WireFormat.values()) {
			MessageBody body = sendAndReceive(format, sent);
			assertThatExceptionOfType(MessageConversionException.class).as("with %s", format)
				.isThrownBy(() -> body.as(type));
		}
	}

	static Stream<Arguments> misfits() {
		return Stream.of(arguments(1L << 40, Integer.class), arguments(1.5, Long.class), arguments("x", Integer.class),
				arguments("blue", Color.class), arguments(List.of("x"), Map.class),
				arguments(new byte[] { 1 }, String.class), arguments(Color.RED, Map.class));
	}

	static Stream<Arguments> unsendable() {
		Runnable lambda = () -> {
		};
		return Stream.of(arguments(Thread.currentThread(), "java.lang.Thread"),
				arguments(new OwnThread(), OwnThread.class.getName()), arguments(lambda, "Lambda"),
				arguments(new ByteArrayInputStream(new byte[1]), "java.io.ByteArrayInputStream"),
				arguments(new IllegalStateException("x"), "java.lang.IllegalStateException"),
				arguments(new CompletableFuture<>(), "java.util.concurrent.CompletableFuture"),
				arguments(List.of(1).iterator(), "class java.util"), arguments(List.of(1).stream(), "class java.util"),
				arguments(new BitSet(), "java.util.BitSet"), arguments(new Random(), "java.util.Random"),
				arguments(new Object(), "java.lang.Object"), arguments(new Hidden(), Hidden.class.getName()),
				arguments(ClassLoader.getSystemClassLoader(), "ClassLoader"),
				arguments(ProcessHandle.current(), "java.lang.ProcessHandleImpl"),
				arguments(List.of(Thread.currentThread()), "java.lang.Thread"),
				arguments(Map.of("k", Thread.currentThread()), "java.lang.Thread"),
				arguments(new Holder(Thread.currentThread()), "java.lang.Thread"),
				arguments(new Holder(lambda), "Lambda"),
				arguments(new Thread[] { Thread.currentThread() }, "java.lang.Thread"));
	}

	@ParameterizedTest
	@MethodSource("unsendable")
	void whatCannotBeMadeAgainIsRefused(Object message, String type) {
		for (WireFormat format : WireFormat.values()) {
			assertThatIllegalArgumentException().as("with %s", format)
				.isThrownBy(() -> format(format).message(message, Envelope.PLAIN))
				.withMessageStartingWith("'message' ")
				.withMessageContaining(type)
				.withMessageContaining("bean")
				.withMessageNotContaining("FAIL_ON_EMPTY_BEANS");
		}
	}

	@Test
	void aRefusalTellsWhereTheObjectIs() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> format(WireFormat.FRAMES).message(new Holder(Thread.currentThread()), Envelope.PLAIN))
			.withMessageContaining("an object of class java.lang.Thread belongs to this process")
			.withMessageContaining("(at " + Holder.class.getName() + "[\"content\"])");
	}

	@Test
	void textThatSeveralListenersMayMeanGoesToNoneOfThem() throws Exception {
		Listeners listeners = new Listeners();
		listeners.add(Instant.class, (message, exchange) -> {
		});
		listeners.add(UUID.class, (message, exchange) -> {
		});
		assertThat(listeners.find(sendAndReceive(WireFormat.JSON, Instant.EPOCH))).isEmpty();
		assertThat(listeners.find(sendAndReceive(WireFormat.FRAMES, Instant.EPOCH))).hasSize(1);
		listeners.add(String.class, (message, exchange) -> {
		});
		assertThat(listeners.find(sendAndReceive(WireFormat.JSON, Instant.EPOCH))).hasSize(1);
	}

	@Test
	void aListThatSeveralListenersMayMeanGoesToNoneOfThem() throws Exception {
		for (WireFormat format : WireFormat.values()) {
			Listeners listeners = new Listeners();
			listeners.add(String[].class, (message, exchange) -> {
			});
			listeners.add(Set.class, (message, exchange) -> {
			});
			assertThat(listeners.find(sendAndReceive(format, List.of("a")))).isEmpty();
		}
	}

	private static Arguments row(@Nullable Object sent, Class<?> type, @Nullable Object expected) {
		return arguments(sent, type, expected);
	}

	private static MessageFormat format(WireFormat format) {
		return (format == WireFormat.JSON) ? new NodeFormat(1 << 20, new JsonCodec())
				: new FramesFormat(1 << 20, new JsonCodec());
	}

	private static MessageBody sendAndReceive(WireFormat format, @Nullable Object message) throws Exception {
		ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
		format(format).message(message, Envelope.PLAIN).copyTo(bytes);
		Received received = new Received();
		format(format).decode(bytes.flip(), new ArrayList<>(), received);
		assertThat(received.bodies).hasSize(1);
		return received.bodies.get(0);
	}

	enum Color {

		RED {

			@Override
			boolean isWarm() {
				return true;
			}

		},

		GREEN;

		boolean isWarm() {
			return false;
		}

	}

	record Item(String name, int size) {
	}

	record Order(Item item, List<Item> items, Map<String, Item> named, Optional<String> some, Optional<String> none,
			Instant time, Path path, UUID id, Color color, BigDecimal price, short small, char letter,
			Set<Color> colors) {
	}

	record Holder(Object content) {
	}

	static class OwnThread extends Thread {

	}

	static class Hidden {

		int field = 3;

	}

	private static final class Received implements MessageFormat.Receiver {

		private final List<MessageBody> bodies = new ArrayList<>();

		@Override
		public void message(Envelope envelope, MessageBody body, @Nullable Fd descriptor) {
			this.bodies.add(body);
		}

		@Override
		public void failure(long id, MessageFormat.Failure failure) {
		}

		@Override
		public void note(MessageFormat.Note note) {
		}

		@Override
		public void question(MessageFormat.SocketQuestion question) {
		}

	}

}
