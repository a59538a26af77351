package io.forkit.benchmarks;

import java.util.function.ToDoubleFunction;

/**
 * Both applications under the same load, one right after the other.
 *
 * @param plain the application run plainly
 * @param other the other one
 */
record Round(Measurement plain, Measurement other) {

	double ratio(ToDoubleFunction<Measurement> value) {
		return value.applyAsDouble(this.other) / value.applyAsDouble(this.plain);
	}

}
