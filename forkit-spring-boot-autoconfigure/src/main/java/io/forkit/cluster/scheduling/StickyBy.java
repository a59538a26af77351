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

package io.forkit.cluster.scheduling;

/**
 * What makes clients the same, for {@link Scheduling#STICKY}. Where it is not there, the
 * address of the client is used.
 *
 * @since 0.1.0
 */
public enum StickyBy {

	/** The address that the connection comes from. */
	ADDRESS,

	/** The value of a cookie in the first request of the connection. */
	COOKIE,

	/**
	 * The first address in {@code X-Forwarded-For}, in the first request of the
	 * connection.
	 */
	FORWARDED_FOR,

	/** The address in the header of the PROXY protocol, version 1 or 2. */
	PROXY_PROTOCOL

}
