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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the address of the client in the header of the
 * <a href="https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt">PROXY
 * protocol</a>, version 1 or 2.
 */
final class ProxyProtocolReader implements PeekedKey.Reader {

	private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] VERSION_2 = { 0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A };

	private static final int VERSION_1_LIMIT = 107;

	private static final int VERSION_2_HEADER = 16;

	private static final int PROXIED = 0x21;

	@Override
	public PeekedKey read(ByteBuffer bytes) {
		byte[] head = new byte[bytes.remaining()];
		bytes.get(head);
		if (startsLike(head, VERSION_1)) {
			return (head.length < VERSION_1.length) ? PeekedKey.MORE : version1(head);
		}
		if (startsLike(head, VERSION_2)) {
			return (head.length < VERSION_2_HEADER) ? PeekedKey.MORE : version2(head);
		}
		return PeekedKey.NONE;
	}

	private static boolean startsLike(byte[] head, byte[] signature) {
		for (int i = 0; i < Math.min(head.length, signature.length); i++) {
			if (head[i] != signature[i]) {
				return false;
			}
		}
		return true;
	}

	private static PeekedKey version1(byte[] head) {
		String text = new String(head, 0, Math.min(head.length, VERSION_1_LIMIT), StandardCharsets.US_ASCII);
		int end = text.indexOf('\r');
		if (end < 0) {
			return (head.length < VERSION_1_LIMIT) ? PeekedKey.MORE : PeekedKey.NONE;
		}
		String[] words = text.substring(0, end).split(" ");
		boolean known = words.length > 2 && words[1].startsWith("TCP");
		return known ? PeekedKey.of(words[2].getBytes(StandardCharsets.US_ASCII)) : PeekedKey.NONE;
	}

	private static PeekedKey version2(byte[] head) {
		int family = (head[13] & 0xff) >> 4;
		int length = (family == 1) ? 4 : (family == 2) ? 16 : 0;
		if (head[12] != PROXIED || length == 0) {
			return PeekedKey.NONE;
		}
		if (head.length < VERSION_2_HEADER + length) {
			return PeekedKey.MORE;
		}
		byte[] address = new byte[length];
		System.arraycopy(head, VERSION_2_HEADER, address, 0, length);
		return PeekedKey.of(address);
	}

}
