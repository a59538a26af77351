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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpHeadReader} and {@link ProxyProtocolReader}.
 */
class PeekedKeyReaderTests {

	private final PeekedKey.Reader cookie = HttpHeadReader.ofCookie("id");

	private final PeekedKey.Reader forwarded = HttpHeadReader.ofForwardedFor();

	private final PeekedKey.Reader proxy = new ProxyProtocolReader();

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nCookie: id=42\r\n", "GET / HTTP/1.1\nCOOKIE:id=42\n\n",
			"POST /x HTTP/1.0\r\nHost: a\r\ncookie: idx=1; id=42 ; a=b\r\n\r\n",
			"GET / HTTP/1.1\r\nCookie: a=b\r\nCookie: id=42\r\n\r\nid=43" })
	void cookieIsFound(String head) {
		assertThat(text(this.cookie, head)).isEqualTo("42");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nCookie: id=42", "GET / HTTP/1.1\r\nCookie: a=b\r\n" })
	void moreMayCome(String head) {
		assertThat(read(this.cookie, head)).isEqualTo(PeekedKey.MORE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\n\r\nCookie: id=42\r\n", "GET / HTTP/1.1\r\nCookie: ids=42; id=\r\n\r\n",
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001Cookie: id=42\r\n", "\r\n",
			"GET / HTTP/1.1\r\nnonsense\r\n: id=42\r\n\r\n" })
	void thereIsNoCookie(String head) {
		assertThat(read(this.cookie, head)).isEqualTo(PeekedKey.NONE);
	}

	@Test
	void firstForwardedAddressIsFound() {
		assertThat(text(this.forwarded, "GET / HTTP/1.1\r\nx-forwarded-FOR: 10.0.0.1 , 10.0.0.2\r\n"))
			.isEqualTo("10.0.0.1");
		assertThat(read(this.forwarded, "GET / HTTP/1.1\r\nX-Forwarded-For: ,10.0.0.2\r\n\r\n"))
			.isEqualTo(PeekedKey.NONE);
	}

	@Test
	void addressOfVersion1IsFound() {
		assertThat(text(this.proxy, "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nGET")).isEqualTo("10.0.0.1");
		assertThat(text(this.proxy, "PROXY TCP6 ::1 ::2 1 2\r\n")).isEqualTo("::1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "P", "PROXY ", "PROXY TCP4 10.0.0.1", "\r\n\r\n\0\r\nQUIT\n",
			"\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\n\0" })
	void moreOfTheProxyProtocolMayCome(String head) {
		assertThat(read(this.proxy, head)).isEqualTo(PeekedKey.MORE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\n", "PROXY UNKNOWN\r\n", "PROXY \r\n", "PROXY UDP4 1 2 3 4\r\n",
			"\r\n\r\n\0\r\nQUIT\n \u0011\0\u000cabcdefghijkl", "\r\n\r\n\0\r\nQUIT\n!1\0\u000cabcdefghijkl" })
	void thereIsNoAddress(String head) {
		assertThat(read(this.proxy, head)).isEqualTo(PeekedKey.NONE);
	}

	@Test
	void endlessLineIsNoHeader() {
		assertThat(read(this.proxy, "PROXY TCP4 " + "1".repeat(200))).isEqualTo(PeekedKey.NONE);
	}

	@Test
	void addressesOfVersion2AreFound() {
		assertThat(text(this.proxy, "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000cabcdefghijkl")).isEqualTo("abcd");
		assertThat(text(this.proxy, "\r\n\r\n\0\r\nQUIT\n!\u0021\0\u0024" + "0123456789abcdef" + "x".repeat(20)))
			.isEqualTo("0123456789abcdef");
	}

	private static String text(PeekedKey.Reader reader, String head) {
		return new String(read(reader, head).value(), StandardCharsets.ISO_8859_1);
	}

	private static PeekedKey read(PeekedKey.Reader reader, String head) {
		return reader.read(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
	}

}
