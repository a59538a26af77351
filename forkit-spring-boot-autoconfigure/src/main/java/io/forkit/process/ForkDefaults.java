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

package io.forkit.process;

import java.io.File;
import java.nio.file.Path;

import io.forkit.ipc.ChannelSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a template says about forks.
 *
 * @param java runs JVMs
 * @param node runs Node programs
 * @param endWithParent whether JVMs end when this process is gone
 * @param channel the limits of channels
 * @param spares how many spare JVMs there are for each kind of fork
 * @param classData whether JVMs start with archives of class data
 * @param classDataDirectory where these are kept, {@code null} for a cache of the user
 */
record ForkDefaults(Path java, Path node, boolean endWithParent, ChannelSettings channel, int spares, boolean classData,
		@Nullable Path classDataDirectory) {

	static final ForkDefaults STANDARD = new ForkDefaults(
			Path.of(System.getProperty("java.home"), "bin", (File.separatorChar == '/') ? "java" : "java.exe"),
			Path.of("node"), true, ChannelSettings.DEFAULTS, 0, true, null);

	ForkDefaults withJava(Path runner) {
		return new ForkDefaults(runner, this.node, this.endWithParent, this.channel, this.spares, this.classData,
				this.classDataDirectory);
	}

	ForkDefaults withNode(Path runner) {
		return new ForkDefaults(this.java, runner, this.endWithParent, this.channel, this.spares, this.classData,
				this.classDataDirectory);
	}

	ForkDefaults withEndWithParent(boolean ends) {
		return new ForkDefaults(this.java, this.node, ends, this.channel, this.spares, this.classData,
				this.classDataDirectory);
	}

	ForkDefaults withChannel(ChannelSettings limits) {
		return new ForkDefaults(this.java, this.node, this.endWithParent, limits, this.spares, this.classData,
				this.classDataDirectory);
	}

	ForkDefaults withSpares(int number) {
		return new ForkDefaults(this.java, this.node, this.endWithParent, this.channel, number, this.classData,
				this.classDataDirectory);
	}

	ForkDefaults withClassData(boolean enabled) {
		return new ForkDefaults(this.java, this.node, this.endWithParent, this.channel, this.spares, enabled,
				this.classDataDirectory);
	}

	ForkDefaults withClassDataDirectory(Path directory) {
		return new ForkDefaults(this.java, this.node, this.endWithParent, this.channel, this.spares, this.classData,
				directory);
	}

}
