package io.forkit.cluster;

/**
 * Names of files that each worker needs for itself.
 *
 * @since 0.1.0
 */
public final class SlotFiles {

	private SlotFiles() {
	}

	/**
	 * Put the slot into the name of a file: {@code app.log} becomes
	 * {@code app-worker-0.log}.
	 * @param name the name, with a path or without
	 * @param slot the slot
	 * @return the name for that slot
	 */
	public static String name(String name, int slot) {
		int directory = name.lastIndexOf('/') + 1;
		int dot = name.lastIndexOf('.');
		int end = (dot > directory) ? dot : name.length();
		return name.substring(0, end) + "-worker-" + slot + name.substring(end);
	}

}
