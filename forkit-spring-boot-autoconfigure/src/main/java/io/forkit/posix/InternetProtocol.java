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

package io.forkit.posix;

/**
 * The versions of the internet protocol that a socket speaks.
 *
 * @since 0.1.0
 */
public enum InternetProtocol {

	/** IPv4 only. */
	IPV4,

	/** IPv6 only, see {@code IPV6_V6ONLY} in {@code ipv6(7)}. */
	IPV6,

	/**
	 * What the address needs: the wildcard address serves both, as with the JDK, and an
	 * address of IPv6 may have peers of IPv4.
	 */
	ANY

}
