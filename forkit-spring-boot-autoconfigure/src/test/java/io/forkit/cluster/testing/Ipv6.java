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

package io.forkit.cluster.testing;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * IPv6, which not every machine has.
 */
public final class Ipv6 {

	private Ipv6() {
	}

	/** Go on with a test only where it is there. */
	public static void assume() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			assumeThat(socket.getInetAddress()).isInstanceOf(Inet6Address.class);
		}
		catch (IOException ex) {
			assumeThat(false).as("IPv6 is there").isTrue();
		}
	}

}
