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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.forkit.ipc.json.JsonCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MapKeys}, by way of the notation.
 */
class MapKeysTests {

	private final Beans beans = new Beans(new JsonCodec());

	@Test
	void keysOfOneKindMayBeAsManyAsOneLikes() throws Exception {
		Map<Object, Object> map = new LinkedHashMap<>();
		map.put(null, "none");
		map.put("text", "a stranger");
		for (int i = 0; i < 1000; i++) {
			map.put(i, i);
		}
		map.put(null, "none");
		// The first kind is the one of null.
		assertThatIllegalArgumentException().isThrownBy(() -> write(map));
		map.remove(null);
		map.remove("text");
		map.put("text", "a stranger");
		map.put(null, "none");
		map.put(new BigDecimal("1.5"), new byte[0]);
		assertThat((Map<?, ?>) read(write(map))).hasSize(1003);
	}

	@Test
	void listsMapsAndLongNumbersAreRefusedByBothSides() throws Exception {
		BigInteger large = BigInteger.TWO.pow(2000);
		for (Object key : List.of(List.of(1), Map.of(1, 2), new Object[] { 1 }, large, new BigDecimal(large))) {
			assertThatIllegalArgumentException().isThrownBy(() -> write(Map.of(key, 1)))
				.withMessageStartingWith("'message' must have no map with a")
				.withMessageContaining("list of pairs");
			ValueWriter hostile = map(1);
			hostile.writeValue(key);
			hostile.writeValue(1);
			assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read(hostile))
				.withMessageContaining(" key");
		}
	}

	@Test
	void keysThatCollideAndCannotBeComparedAreRefused() throws Exception {
		int count = 200_000;
		ValueWriter hostile = map(2 * count);
		for (int i = 0; i < count; i++) {
			// All of them have the hash code 0, and half of them are the same.
			hostile.writeValue(((long) i << 32) | i);
			hostile.writeValue(i);
			hostile.writeValue(null);
			hostile.writeValue(i);
		}
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read(hostile))
			.withMessageContaining("more than 64 keys of another type than the first one");
	}

	private ValueWriter map(int size) {
		ValueWriter writer = new ValueWriter(this.beans);
		writer.writeByte(ValueWriter.MAP);
		writer.writeInt(size);
		return writer;
	}

	private ValueWriter write(Object value) {
		ValueWriter writer = new ValueWriter(this.beans);
		writer.writeValue(value);
		return writer;
	}

	private static Object read(ValueWriter writer) throws Exception {
		return new ValueReader(ByteBuffer.wrap(writer.bytes(), 0, writer.length()), Long.MAX_VALUE).readOnly();
	}

}
