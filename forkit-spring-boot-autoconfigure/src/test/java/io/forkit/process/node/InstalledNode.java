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

package io.forkit.process.node;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Node itself, where it is installed.
 */
final class InstalledNode {

	private static final boolean INSTALLED = isInstalled();

	private InstalledNode() {
	}

	/** Skip the test where Node is not installed. */
	static void assume() {
		assumeTrue(INSTALLED, "needs node on the PATH");
	}

	private static boolean isInstalled() {
		try {
			return new ProcessBuilder("node", "--version").redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
