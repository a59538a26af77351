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

package io.forkit.ipc.json;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Proxy;
import java.nio.channels.Channel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;

/**
 * Refuses what Jackson would take apart although nobody could put it together again: what
 * belongs to this process, as a thread or a stream, objects of the JDK that are no
 * values, and objects without properties. Serializers and mix-ins of the user are left
 * alone.
 */
final class UnsendableTypes extends ValueSerializerModifier {

	private static final String JACKSON = "tools.jackson.databind.";

	private static final List<Class<?>> OF_THIS_PROCESS = List.of(Thread.class, ThreadGroup.class, ClassLoader.class,
			Throwable.class, Process.class, ProcessHandle.class, InputStream.class, OutputStream.class, Reader.class,
			Writer.class, Channel.class, Executor.class, Future.class, Lock.class, Iterator.class, BaseStream.class);

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		Class<?> type = description.getBeanClass();
		if (!serializer.getClass().getName().startsWith(JACKSON) || config.findMixInClassFor(type) != null) {
			return serializer;
		}
		if (type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type)) {
			return new Refusal("is a lambda or a proxy, which has no properties");
		}
		if (OF_THIS_PROCESS.stream().anyMatch((unsendable) -> unsendable.isAssignableFrom(type))) {
			return new Refusal("belongs to this process; send what is needed of it");
		}
		if (serializer instanceof UnknownSerializer) {
			return new Refusal("has no properties, which are components of a record or public getters");
		}
		if (serializer instanceof BeanSerializerBase && isOfJdk(type)) {
			return new Refusal("is no value that can be made again; send what is needed of it in a record");
		}
		return serializer;
	}

	private static boolean isOfJdk(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

	/** Refuses all objects of a class. */
	private static final class Refusal extends ValueSerializer<Object> {

		private final String reason;

		Refusal(String reason) {
			this.reason = reason;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			context.reportBadDefinition(value.getClass(),
					"an object of %s %s".formatted(value.getClass(), this.reason));
		}

	}

}
