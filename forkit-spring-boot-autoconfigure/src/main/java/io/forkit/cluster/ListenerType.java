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
 * What kind of socket the workers share: the {@code addressType} of Node's
 * {@code listening}.
 *
 * @since 0.1.0
 */
public enum ListenerType {

	/** TCP at an address of IPv4: 4 in Node. */
	TCP4,

	/** TCP at an address of IPv6: 6 in Node. */
	TCP6,

	/** A UNIX-domain stream socket: -1 in Node. */
	UNIX,

	/** UDP at an address of IPv4: {@code "udp4"} in Node. */
	UDP4,

	/** UDP at an address of IPv6: {@code "udp6"} in Node. */
	UDP6;

	/**
	 * Return whether it takes TCP connections.
	 * @return whether it does
	 */
	public boolean isTcp() {
		return this == TCP4 || this == TCP6;
	}

}
