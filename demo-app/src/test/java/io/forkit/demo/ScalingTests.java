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

package io.forkit.demo;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Scaling}.
 */
class ScalingTests {

	private final List<ThumbnailMessage.Progress> progress = new ArrayList<>();

	private final Steps steps = new Steps("Scaling", this.progress::add);

	@ParameterizedTest
	@CsvSource({ "600, 400, 60, 60, 40", "7, 5, 3, 3, 2", "1000, 1, 10, 10, 1", "1, 1000, 1, 1, 1000",
			"3, 3, 3, 3, 3" })
	void proportionsAreKept(int width, int height, int wanted, int expectedWidth, int expectedHeight) {
		BufferedImage scaled = Scaling.scale(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), wanted,
				this.steps);
		assertThat(scaled.getWidth()).isEqualTo(expectedWidth);
		assertThat(scaled.getHeight()).isEqualTo(expectedHeight);
	}

	@Test
	void pixelIsTheAverageOfWhatCanBeSeen() {
		BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
		image.setRGB(0, 0, 0xFF002040);
		image.setRGB(1, 0, 0xFF004080);
		image.setRGB(2, 0, 0x00FFFFFF);
		image.setRGB(3, 0, 0xFF102030);
		BufferedImage scaled = Scaling.scale(image, 2, this.steps);
		assertThat(scaled.getRGB(0, 0)).isEqualTo(0xFF003060);
		assertThat(scaled.getRGB(1, 0)).isEqualTo(0x7F102030);
	}

	@Test
	void progressIsToldInSteps() {
		Scaling.scale(new BufferedImage(1000, 1000, BufferedImage.TYPE_INT_RGB), 500, this.steps);
		assertThat(this.progress).extracting(ThumbnailMessage.Progress::percent)
			.containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
	}

}
