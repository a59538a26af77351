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

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

import io.forkit.ipc.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * A message in {@link WireFormat#JSON}, where a type is no more than what JSON tells, and
 * the member {@code type} of an object.
 */
final class NodeBody implements MessageBody {

	private static final String TYPE = "type";

	private static final String BUFFER = "Buffer";

	private static final Set<Class<?>> WRITTEN_AS_TEXT = Set.of(UUID.class, URI.class, URL.class, Path.class,
			File.class, Locale.class, Charset.class, Currency.class, Date.class, TimeZone.class, ZoneId.class,
			ZoneOffset.class, Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class,
			OffsetDateTime.class, OffsetTime.class, ZonedDateTime.class, YearMonth.class, MonthDay.class,
			Duration.class, Period.class);

	private final JsonText json;

	private final MessageConverter converter;

	NodeBody(JsonText json, MessageConverter converter) {
		this.json = json;
		this.converter = converter;
	}

	@Override
	public int rank(Class<?> type) {
		if (type == Object.class) {
			return ANYTHING;
		}
		return switch (this.json.firstCharacter()) {
			case '"' -> isWrittenAsText(type) ? WIDER : exactOrGeneral(type, String.class, CharSequence.class);
			case 't', 'f' -> (type == Boolean.class) ? EXACT : NO_MATCH;
			case 'n' -> (type == Void.class) ? EXACT : NO_MATCH;
			case '[' -> (type == Set.class || (type.isArray() && type != byte[].class)) ? WIDER
					: exactOrGeneral(type, List.class, Collection.class);
			case '{' -> rankOfObject(type);
			default -> rankOfNumber(type);
		};
	}

	private static int exactOrGeneral(Class<?> type, Class<?> exact, Class<?> general) {
		return (type == exact) ? EXACT : (type == general) ? GENERAL : NO_MATCH;
	}

	private static boolean isWrittenAsText(Class<?> type) {
		return type.isEnum() || WRITTEN_AS_TEXT.contains(type);
	}

	private int rankOfNumber(Class<?> type) {
		if (type == Number.class) {
			return GENERAL;
		}
		if (!Number.class.isAssignableFrom(type)) {
			return NO_MATCH;
		}
		Number value = (Number) this.converter.convert(this.json, Object.class);
		if (value != null && value.getClass() == type) {
			return EXACT;
		}
		boolean whole = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
		boolean wider = type == Double.class || type == BigDecimal.class || (type == BigInteger.class && whole)
				|| (type == Long.class && value instanceof Integer);
		return wider ? WIDER : NO_MATCH;
	}

	private int rankOfObject(Class<?> type) {
		if (type == Map.class) {
			return GENERAL;
		}
		boolean buffer = type == byte[].class || type == ByteBuffer.class;
		if (!buffer && !mayBeObject(type)) {
			return NO_MATCH;
		}
		JsonText member = this.json.member(TYPE);
		String name = (member != null) ? member.string() : null;
		if (buffer) {
			return BUFFER.equals(name) ? EXACT : NO_MATCH;
		}
		if (TypeNames.of(type).equals(name)) {
			return EXACT;
		}
		return type.isAnnotationPresent(MessageType.class) ? NO_MATCH : WIDER;
	}

	private static boolean mayBeObject(Class<?> type) {
		return !(type.isArray() || type.isEnum() || Number.class.isAssignableFrom(type)
				|| Collection.class.isAssignableFrom(type) || CharSequence.class.isAssignableFrom(type)
				|| type == Boolean.class || type == Void.class || type == Character.class || isWrittenAsText(type));
	}

	@Override
	public boolean isAmbiguous(int rank) {
		int first = this.json.firstCharacter();
		return rank == WIDER && (first == '{' || first == '[' || first == '"');
	}

	@Override
	public <T> @Nullable T as(Class<T> type) {
		return this.converter.convert(this.json, type);
	}

	@Override
	public String type() {
		return switch (this.json.firstCharacter()) {
			case '"' -> "string";
			case 't', 'f' -> "boolean";
			case 'n' -> "null";
			case '[' -> "array";
			case '{' -> typeOfObject();
			default -> "number";
		};
	}

	private String typeOfObject() {
		JsonText member = this.json.member(TYPE);
		String name = (member != null) ? member.string() : null;
		return (name != null) ? name : "object";
	}

	@Override
	public long size() {
		return this.json.length();
	}

}
