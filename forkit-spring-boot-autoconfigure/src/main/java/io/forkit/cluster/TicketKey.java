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

import java.time.Instant;

import javax.crypto.SecretKey;

/**
 * A key with which workers encrypt the session tickets of TLS, see RFC 5077 and section
 * 4.6.1 of RFC 8446.
 *
 * @param id the number that is in the ticket
 * @param secret the key, for AES with 256 bits; does not tell itself
 * @param from when tickets begin to be encrypted with it
 * @param until when that ends; tickets are decrypted with it for longer
 * @since 0.1.0
 */
public record TicketKey(int id, SecretKey secret, Instant from, Instant until) {

}
