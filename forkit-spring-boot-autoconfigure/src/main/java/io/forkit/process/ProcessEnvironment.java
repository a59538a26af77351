package io.forkit.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The environment of a process. Immutable, and byte for byte what was inherited where
 * nothing was changed.
 *
 * @since 0.1.0
 */
public final class ProcessEnvironment {

	// Every byte survives as ISO-8859-1.
	private final Map<String, byte[]> entries;

	private ProcessEnvironment(Map<String, byte[]> entries) {
		this.entries = entries;
	}

	public static ProcessEnvironment empty() {
		return new ProcessEnvironment(Map.of());
	}

	public static ProcessEnvironment inherited() {
		Map<String, byte[]> entries = new LinkedHashMap<>();
		try {
			String all = Files.readString(Path.of("/proc/self/environ"), StandardCharsets.ISO_8859_1);
			for (String entry : all.split("\0")) {
				int equals = entry.indexOf('=', 1);
				if (equals > 0) {
					entries.put(entry.substring(0, equals),
							entry.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1));
				}
			}
		}
		catch (IOException ex) {
			System.getenv().forEach((name, value) -> entries.put(name, value.getBytes(StandardCharsets.UTF_8)));
		}
		return new ProcessEnvironment(entries);
	}

	public @Nullable String get(String name) {
		byte[] value = this.entries.get(name);
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

	public ProcessEnvironment with(String name, String value) {
		Map<String, byte[]> changed = new LinkedHashMap<>(this.entries);
		changed.put(name, value.getBytes(StandardCharsets.UTF_8));
		return new ProcessEnvironment(changed);
	}

	public List<byte[]> toBytes() {
		return this.entries.entrySet().stream().map((entry) -> {
			byte[] name = (entry.getKey() + "=").getBytes(StandardCharsets.ISO_8859_1);
			byte[] bytes = java.util.Arrays.copyOf(name, name.length + entry.getValue().length);
			System.arraycopy(entry.getValue(), 0, bytes, name.length, entry.getValue().length);
			return bytes;
		}).toList();
	}

}
