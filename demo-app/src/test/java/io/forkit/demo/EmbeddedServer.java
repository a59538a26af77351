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

package io.forkit.demo;

import java.io.File;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.forkit.servers.ReactiveApplication;

/**
 * The servers that an application can bring. Each is started on a class path without the
 * others.
 */
public enum EmbeddedServer {

	TOMCAT(DemoApplication.class, "jetty", "reactor", "netty", "webflux"),

	JETTY(DemoApplication.class, "tomcat", "reactor", "netty", "webflux"),

	NETTY(ReactiveApplication.class, "tomcat", "jetty", "webmvc");

	private final Class<?> application;

	private final List<String> without;

	EmbeddedServer(Class<?> application, String... without) {
		this.application = application;
		this.without = List.of(without);
	}

	/**
	 * A command that starts the application on this server.
	 * @return the command
	 */
	public DemoCommand command() {
		return DemoCommand.of("-cp", classPath(), this.application.getName());
	}

	private String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
			.filter(this::isNeeded)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private boolean isNeeded(String entry) {
		String name = new File(entry).getName();
		// The expression language comes with Tomcat's name, but for all.
		return name.contains("embed-el") || this.without.stream().noneMatch(name::contains)
				|| name.startsWith("jetty-annotations");
	}

}
