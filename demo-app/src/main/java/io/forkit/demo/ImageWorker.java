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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import io.forkit.ipc.Exchange;
import io.forkit.process.child.ParentProcess;

/**
 * Makes one image smaller, in a JVM of its own, which has little memory and nothing to
 * lose: an image of a hundred bytes may claim to have any number of pixels. It gets the
 * open image, and no path. Without Spring, so that it is there soon.
 */
final class ImageWorker {

	private ImageWorker() {
	}

	public static void main(String[] args) {
		// The other cache is a file, which a process that is killed leaves behind.
		ImageIO.setUseCache(false);
		ParentProcess parent = ParentProcess.get();
		parent.onMessage(ThumbnailMessage.Convert.class, (convert, exchange) -> {
			convert(convert, exchange, parent);
			// Nothing else keeps this JVM running.
			parent.disconnect();
		});
	}

	private static void convert(ThumbnailMessage.Convert convert, Exchange exchange, ParentProcess parent) {
		try (FileChannel file = exchange.handle().orElseThrow().as(FileChannel.class);
				ImageInputStream in = ImageIO.createImageInputStream(Channels.newInputStream(file))) {
			BufferedImage image = read(in, new Steps("Reading", parent::send));
			BufferedImage thumbnail = Scaling.scale(image, Math.min(convert.width(), image.getWidth()),
					new Steps("Scaling", parent::send));
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			ImageIO.write(thumbnail, convert.format().name(), out);
			parent.send(out.toByteArray());
			parent.send(new ThumbnailMessage.Done(thumbnail.getWidth(), thumbnail.getHeight()));
		}
		catch (IOException | RuntimeException ex) {
			parent.send(new ThumbnailMessage.Refused("The image cannot be read: " + ex.getMessage()));
		}
	}

	private static BufferedImage read(ImageInputStream in, Steps steps) throws IOException {
		Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
		if (!readers.hasNext()) {
			throw new IOException("it is in no known format");
		}
		ImageReader reader = readers.next();
		reader.setInput(in, true, true);
		reader.addIIOReadProgressListener(new ReadingProgress(steps));
		return reader.read(0);
	}

}
