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

package io.forkit.cluster.warm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The request that this process makes to its own server to be warm. It is known by a
 * secret that nobody else can know, so that the same request of a client is one like any
 * other.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class WarmUpRequest {

	/** What stands for this request where a path is asked for. */
	public static final String PATH = "/forkit-warm-up";

	/** The header with the secret, and the attribute of a request that has it. */
	static final String NAME = "forkit-warm-up";

	private final String secret = UUID.randomUUID().toString();

	private volatile String prefix;

	/**
	 * Create a request to a framework that all paths go to.
	 */
	public WarmUpRequest() {
		this("");
	}

	/**
	 * Create a request.
	 * @param prefix the beginning of all paths that go to the framework, which does not
	 * end with a slash
	 */
	public WarmUpRequest(String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Return what to get.
	 * @return the path, in the place that the framework has
	 */
	public String path() {
		return this.prefix + PATH;
	}

	/**
	 * Return the header that makes it this request.
	 * @return the line, without its end
	 */
	public String header() {
		return NAME + ": " + this.secret;
	}

	/**
	 * Set where the framework is.
	 * @param prefix the beginning of all paths that go to it, which does not end with a
	 * slash
	 */
	void under(String prefix) {
		Assert.isTrue(!prefix.endsWith("/"), () -> "'prefix' must not end with a slash but is '" + prefix + "'");
		this.prefix = prefix;
	}

	/**
	 * Return whether a request is this one.
	 * @param header the value of its header
	 * @return whether it is
	 */
	boolean isKnownBy(@Nullable String header) {
		return header != null && MessageDigest.isEqual(header.getBytes(StandardCharsets.UTF_8),
				this.secret.getBytes(StandardCharsets.UTF_8));
	}

}
