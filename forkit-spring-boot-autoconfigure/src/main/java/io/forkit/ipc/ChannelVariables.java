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

package io.forkit.ipc;

import java.util.List;

/**
 * The environment variables by which a program learns of the channel to its parent: those
 * of Node, and some more.
 *
 * @since 0.1.0
 */
public final class ChannelVariables {

	/** The descriptor of the channel. */
	public static final String FD = "NODE_CHANNEL_FD";

	/** The wire format: {@code json}, as in Node, or {@code frames}. */
	public static final String FORMAT = "NODE_CHANNEL_SERIALIZATION_MODE";

	/** The descriptor of the socket for handles, which there is with {@code frames}. */
	public static final String HANDLE_FD = "FORKIT_HANDLE_FD";

	/** Set to {@code false} where a JVM does not end with its parent. */
	public static final String END_WITH_PARENT = "FORKIT_END_WITH_PARENT";

	/** The limits of the channel, if they are not the default ones. */
	public static final String LIMITS = "FORKIT_CHANNEL_LIMITS";

	/** All of them. */
	public static final List<String> ALL = List.of(FD, FORMAT, HANDLE_FD, END_WITH_PARENT, LIMITS);

	private ChannelVariables() {
	}

}
