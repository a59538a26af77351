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

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.ImageIO;

/**
 * Images to be made smaller.
 */
final class Images {

	private static final byte[] SIGNATURE = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };

	private static final byte RGB = 2;

	private Images() {
	}

	/**
	 * An image whose left half is red and whose right half is blue.
	 * @param format the name of the format
	 * @param width the width
	 * @param height the height
	 * @return the image
	 * @throws IOException if it cannot be written
	 */
	static byte[] halves(String format, int width, int height) throws IOException {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				image.setRGB(x, y, ((x < width / 2) ? Color.RED : Color.BLUE).getRGB());
			}
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertWritten(ImageIO.write(image, format, out), format);
		return out.toByteArray();
	}

	private static void assertWritten(boolean written, String format) throws IOException {
		if (!written) {
			throw new IOException("This JVM cannot write " + format);
		}
	}

	static BufferedImage read(byte[] image) throws IOException {
		return ImageIO.read(new ByteArrayInputStream(image));
	}

	/**
	 * A few bytes that say that there are 1.2 GB to come.
	 * @return what looks like an image
	 * @throws IOException never
	 */
	static byte[] bomb() throws IOException {
		return png(20_000, 20_000, (byte) 8, RGB, 1);
	}

	/**
	 * A black image that takes seconds, but little memory.
	 * @return the image
	 * @throws IOException never
	 */
	static byte[] slow() throws IOException {
		return png(20_000, 20_000, (byte) 1, (byte) 0, 20_000);
	}

	private static byte[] png(int width, int height, byte depth, byte color, int rows) throws IOException {
		ByteArrayOutputStream pixels = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
			byte[] row = new byte[1 + width * depth * ((color == RGB) ? 3 : 1) / 8];
			for (int y = 0; y < rows; y++) {
				deflater.write(row);
			}
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(SIGNATURE);
		chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(depth).put(color).array());
		chunk(out, "IDAT", pixels.toByteArray());
		chunk(out, "IEND", new byte[0]);
		return out.toByteArray();
	}

	private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
		byte[] name = type.getBytes(StandardCharsets.US_ASCII);
		CRC32 checksum = new CRC32();
		checksum.update(name);
		checksum.update(data);
		DataOutputStream chunk = new DataOutputStream(out);
		chunk.writeInt(data.length);
		chunk.write(name);
		chunk.write(data);
		chunk.writeInt((int) checksum.getValue());
	}

}
