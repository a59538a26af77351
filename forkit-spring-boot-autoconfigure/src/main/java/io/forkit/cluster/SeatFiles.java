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

package io.forkit.cluster;

/**
 * Names of files that each worker needs for itself.
 *
 * @since 0.1.0
 */
public final class SeatFiles {

	private SeatFiles() {
	}

	/**
	 * Put the seat into the name of a file: {@code app.log} becomes
	 * {@code app-worker-0.log}.
	 * @param name the name, with a path or without
	 * @param seat the seat
	 * @return the name for that seat
	 */
	public static String name(String name, int seat) {
		int directory = name.lastIndexOf('/') + 1;
		int dot = name.lastIndexOf('.');
		int end = (dot > directory) ? dot : name.length();
		return name.substring(0, end) + "-worker-" + seat + name.substring(end);
	}

}
