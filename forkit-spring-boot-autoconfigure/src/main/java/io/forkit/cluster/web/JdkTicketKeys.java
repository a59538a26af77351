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

package io.forkit.cluster.web;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSessionContext;

import io.forkit.cluster.TicketKey;
import sun.reflect.ReflectionFactory;

/**
 * Puts keys of session tickets where the JDK keeps its own: it has no API for that. Tried
 * with JDK 17 and 25; another one that has changed it makes keys of its own, as ever.
 * Needs a flag, which workers are started with. Thread-safe.
 */
final class JdkTicketKeys {

	private static final String PACKAGE = "sun.security.ssl.";

	// Otherwise a worker that is late for the next period would make a key that nobody
	// else has.
	private static final Duration GRACE = Duration.ofMinutes(1);

	private JdkTicketKeys() {
	}

	static boolean canHave(SSLSessionContext context) {
		return context.getClass().getName().equals(PACKAGE.concat("SSLSessionContextImpl"))
				&& Object.class.getModule() == context.getClass().getModule()
				&& context.getClass().getModule().isOpen("sun.security.ssl", JdkTicketKeys.class.getModule());
	}

	/**
	 * Install keys. A context has those of its own until it gets some.
	 * @param context the sessions of a server
	 * @param keys the keys, of which the context gets copies: the JDK overwrites those
	 * that it drops
	 * @param now the time, which tells the one to encrypt with
	 * @throws ReflectiveOperationException if the JDK keeps its keys in another way
	 */
	@SuppressWarnings("unchecked")
	static void install(SSLSessionContext context, List<TicketKey> keys, Instant now)
			throws ReflectiveOperationException {
		Field current = field(context.getClass(), "currentKeyID");
		Map<Integer, Object> installed = (Map<Integer, Object>) field(context.getClass(), "keyHashMap").get(context);
		for (TicketKey key : keys) {
			installed.put(key.id(), jdkKey(context, key));
		}
		for (TicketKey key : keys) {
			if (!key.from().isAfter(now) && key.until().isAfter(now)) {
				// As the JDK does when it makes one.
				synchronized (context) {
					current.setInt(context, key.id());
				}
				// It drops old ones only when it makes one.
				installed.keySet().retainAll(keys.stream().map(TicketKey::id).toList());
			}
		}
	}

	private static Object jdkKey(SSLSessionContext context, TicketKey key) throws ReflectiveOperationException {
		Class<?> type = Class.forName(PACKAGE.concat("SessionTicketExtension$StatelessKey"), false,
				context.getClass().getClassLoader());
		// Its own constructor makes a key.
		Constructor<?> constructor = ReflectionFactory.getReflectionFactory()
			.newConstructorForSerialization(type, Object.class.getDeclaredConstructor());
		Object jdkKey = constructor.newInstance();
		field(type, "timeout").setLong(jdkKey, key.until().plus(GRACE).toEpochMilli());
		field(type, "key").set(jdkKey, new SecretKeySpec(key.secret().getEncoded(), "AES"));
		field(type, "num").setInt(jdkKey, key.id());
		return jdkKey;
	}

	private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
		Field field = type.getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

}
