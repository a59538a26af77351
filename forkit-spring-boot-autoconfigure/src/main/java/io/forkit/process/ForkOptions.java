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

import java.nio.file.Path;
import java.util.List;

import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * What can be said about a fork besides what can be said about all programs.
 */
final class ForkOptions {

	List<String> args = List.of();

	List<String> jvmArgs = List.of();

	boolean inheritJvmArgs = true;

	List<String> nodeArgs = List.of();

	Path execPath;

	@Nullable List<Path> classPath;

	WireFormat format;

	@Nullable Boolean endWithParent;

	ChannelSettings channel;

	ForkOptions(Path execPath, WireFormat format, ChannelSettings channel) {
		this.execPath = execPath;
		this.format = format;
		this.channel = channel;
	}

}
