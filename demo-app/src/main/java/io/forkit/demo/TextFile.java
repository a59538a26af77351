package io.forkit.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * The text that the demo ships, as a file: a program cannot read inside a jar. The file
 * lives as long as the application.
 */
@Component
class TextFile implements DisposableBean {

	private final Path path;

	TextFile(@Value("classpath:gettysburg-address.txt") Resource text) throws IOException {
		this.path = Files.createTempFile("demo-", ".txt");
		try (InputStream content = text.getInputStream()) {
			Files.copy(content, this.path, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	Path path() {
		return this.path;
	}

	@Override
	public void destroy() throws IOException {
		Files.deleteIfExists(this.path);
	}

}
