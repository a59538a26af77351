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

/**
 * Makes images smaller: a pixel is the average of all that it stands for.
 */
final class Scaling {

	private Scaling() {
	}

	/**
	 * Make an image smaller, in its proportions.
	 * @param image the image
	 * @param width the new width, at most that of the image
	 * @param steps told how far it is
	 * @return the smaller image
	 */
	static BufferedImage scale(BufferedImage image, int width, Steps steps) {
		int height = Math.max(1, (int) ((long) image.getHeight() * width / image.getWidth()));
		boolean transparent = image.getColorModel().hasAlpha();
		BufferedImage scaled = new BufferedImage(width, height,
				transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
		int[] line = new int[image.getWidth()];
		for (int y = 0; y < height; y++) {
			long[][] sums = new long[width][5];
			for (int from = start(y, image.getHeight(), height); from < start(y + 1, image.getHeight(),
					height); from++) {
				image.getRGB(0, from, line.length, 1, line, 0, line.length);
				add(line, sums);
			}
			for (int x = 0; x < width; x++) {
				scaled.setRGB(x, y, average(sums[x]));
			}
			steps.done((y + 1) * 100 / height);
		}
		return scaled;
	}

	private static int start(int index, int from, int to) {
		return (int) ((long) index * from / to);
	}

	private static void add(int[] line, long[][] sums) {
		for (int x = 0; x < sums.length; x++) {
			long[] sum = sums[x];
			for (int from = start(x, line.length, sums.length); from < start(x + 1, line.length, sums.length); from++) {
				int pixel = line[from];
				int alpha = pixel >>> 24;
				sum[0]++;
				sum[1] += alpha;
				// What cannot be seen must not shine through.
				sum[2] += alpha * (pixel >> 16 & 0xFF);
				sum[3] += alpha * (pixel >> 8 & 0xFF);
				sum[4] += alpha * (pixel & 0xFF);
			}
		}
	}

	private static int average(long[] sum) {
		if (sum[1] == 0) {
			return 0;
		}
		return (int) (sum[1] / sum[0]) << 24 | (int) (sum[2] / sum[1]) << 16 | (int) (sum[3] / sum[1]) << 8
				| (int) (sum[4] / sum[1]);
	}

}
