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
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as JavaScript prints them.
 */
final class JavaScriptNumber {

	private static final long EXACT = 1L << 53;

	// Two decimals with no more digits than this are never the same double.
	private static final int UNIQUE_DIGITS = 15;

	// Older ones often print more digits than are needed (JDK-4511638).
	private static final boolean SHORTEST = Runtime.version().feature() >= 19;

	private JavaScriptNumber() {
	}

	/** Return what {@code JSON.stringify} returns, which is null for NaN and infinity. */
	static String toString(double value) {
		if (!Double.isFinite(value)) {
			return "null";
		}
		if (Math.abs(value) < EXACT && value == (long) value) {
			return Long.toString((long) value);
		}
		BigDecimal decimal = shortest(Math.abs(value));
		String digits = decimal.unscaledValue().toString();
		return ((value < 0) ? "-" : "") + format(digits, digits.length() - decimal.scale());
	}

	/** Place the point: the value is 0.digits times 10 to the power of exponent. */
	private static String format(String digits, int exponent) {
		int length = digits.length();
		if (length <= exponent && exponent <= 21) {
			return digits + "0".repeat(exponent - length);
		}
		if (0 < exponent && exponent <= 21) {
			return digits.substring(0, exponent) + '.' + digits.substring(exponent);
		}
		if (-6 < exponent && exponent <= 0) {
			return "0." + "0".repeat(-exponent) + digits;
		}
		String mantissa = (length == 1) ? digits : digits.charAt(0) + "." + digits.substring(1);
		return mantissa + ((exponent > 0) ? "e+" : "e") + (exponent - 1);
	}

	/** Return the decimal with the fewest digits that is this double, and next to it. */
	private static BigDecimal shortest(double value) {
		BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
		int precision = decimal.precision();
		if (precision <= UNIQUE_DIGITS && value >= Double.MIN_NORMAL) {
			return decimal;
		}
		if (SHORTEST && precision > 2) {
			return decimal;
		}
		BigDecimal exact = new BigDecimal(value);
		for (int digits = precision; digits > 0; digits--) {
			BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
			if (nearest.doubleValue() != value) {
				// At a power of two the doubles above are further apart than those below.
				nearest = exact.round(new MathContext(digits, RoundingMode.UP));
			}
			if (nearest.doubleValue() != value) {
				break;
			}
			decimal = nearest;
		}
		return decimal.stripTrailingZeros();
	}

}
