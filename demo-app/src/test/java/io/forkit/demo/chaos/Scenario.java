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

package io.forkit.demo.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Actions, each as often as its weight says.
 */
class Scenario {

	private final List<Weighted> actions = new ArrayList<>();

	private int weights;

	Scenario with(int weight, Action action) {
		this.actions.add(new Weighted(weight, action));
		this.weights += weight;
		return this;
	}

	Action draw(Random random) {
		int rest = random.nextInt(this.weights);
		for (Weighted candidate : this.actions) {
			rest -= candidate.weight();
			if (rest < 0) {
				return candidate.action();
			}
		}
		throw new IllegalStateException("No action");
	}

	private record Weighted(int weight, Action action) {

	}

}
