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

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * Makes of a connector that the application has added one on a shared socket. Which
 * socket a connector uses is fixed when it is made, so it is made again, with the same
 * settings, TLS and protocols to upgrade to included.
 */
final class SharedTomcatConnector {

	private static final Set<String> INTERNAL = Set.of("domain", "name");

	private SharedTomcatConnector() {
	}

	static Connector of(Connector added) {
		if (added.getProtocolHandler().getClass() != Http11NioProtocol.class) {
			throw new SharedServerException(
					"The Tomcat connector that the application has added for port %d has the protocol '%s', "
						.formatted(added.getPort(), added.getProtocolHandlerClassName()) + "which workers cannot share",
					"Remove the connector, use '%s', or set 'forkit.cluster.workers' to 0."
						.formatted(Http11NioProtocol.class.getName()));
		}
		Connector shared = new Connector(SharedListenerHttp11NioProtocol.class.getName());
		Connector fresh = new Connector(Http11NioProtocol.class.getName());
		copy(added, fresh, shared, SharedTomcatConnector::endpoint);
		copy(added, fresh, shared, (connector) -> endpoint(connector).getSocketProperties());
		copy(added, fresh, shared, Connector::getProtocolHandler);
		copy(added, fresh, shared, (connector) -> connector);
		Arrays.stream(added.findSslHostConfigs()).forEach(shared::addSslHostConfig);
		Arrays.stream(added.findUpgradeProtocols()).forEach(shared::addUpgradeProtocol);
		Arrays.stream(added.findLifecycleListeners()).forEach(shared::addLifecycleListener);
		return shared;
	}

	/**
	 * Copy what differs from a new connector: a setting that nobody has made may read as
	 * a value that cannot be set.
	 */
	private static void copy(Connector added, Connector fresh, Connector shared, Function<Connector, Object> part) {
		BeanWrapper from = new BeanWrapperImpl(part.apply(added));
		BeanWrapper defaults = new BeanWrapperImpl(part.apply(fresh));
		BeanWrapper to = new BeanWrapperImpl(part.apply(shared));
		for (PropertyDescriptor property : from.getPropertyDescriptors()) {
			String name = property.getName();
			if (isSetting(property) && from.isReadableProperty(name) && to.isWritableProperty(name)) {
				Object value = from.getPropertyValue(name);
				if (!Objects.equals(value, defaults.getPropertyValue(name))) {
					to.setPropertyValue(name, value);
				}
			}
		}
	}

	/** And not a part of the connector, or what it belongs to. */
	private static boolean isSetting(PropertyDescriptor property) {
		Class<?> type = property.getPropertyType();
		return type != null && !INTERNAL.contains(property.getName())
				&& (BeanUtils.isSimpleProperty(type) || type == Executor.class);
	}

	/**
	 * Tomcat sets what only an endpoint has by name, and does not tell which names there
	 * were.
	 */
	static NioEndpoint endpoint(Connector connector) {
		Method endpoint = ReflectionUtils.findMethod(AbstractProtocol.class, "getEndpoint");
		Assert.state(endpoint != null, "'getEndpoint' must be there in Tomcat's protocols");
		ReflectionUtils.makeAccessible(endpoint);
		Object value = ReflectionUtils.invokeMethod(endpoint, connector.getProtocolHandler());
		Assert.state(value instanceof NioEndpoint, "The endpoint of HTTP/1.1 must be one of NIO");
		return (NioEndpoint) value;
	}

}
