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

package io.forkit.benchmarks.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * All that are measured.
 */
enum PeerType {

	PROCESS_BUILDER("ProcessBuilder", ProcessBuilderPeer::new),

	NUPROCESS("NuProcess", NuProcessPeer::new),

	ZT_EXEC("zt-exec", ZtExecPeer::new),

	COMMONS_EXEC("commons-exec", CommonsExecPeer::new),

	/** A program of its own, see {@code peer.js}. */
	NODE("Node", null),

	/** Not a peer but what is left if everything is taken away. */
	BARE("bare posix_spawn", BarePeer::new),

	FORKIT("forkit", ForkitPeer::new);

	private final String title;

	private final @Nullable Callable<Peer> factory;

	PeerType(String title, @Nullable Callable<Peer> factory) {
		this.title = title;
		this.factory = factory;
	}

	String title() {
		return this.title;
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return whether forkit must be at least as good.
	 * @return whether it is one of the libraries that there are
	 */
	boolean isRival() {
		return this != BARE && this != FORKIT;
	}

	Peer create() throws Exception {
		if (this.factory == null) {
			throw new IllegalStateException(this.title + " does not run in a JVM");
		}
		return this.factory.call();
	}

	static PeerType ofOption(String option) {
		return Arrays.stream(values())
			.filter((type) -> type.option().equals(option))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'peers' must be of "
					+ Arrays.stream(values()).map(PeerType::option).toList() + " and not '" + option + "'"));
	}

}
