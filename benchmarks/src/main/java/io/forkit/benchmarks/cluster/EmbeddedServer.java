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

package io.forkit.benchmarks.cluster;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers of the application. Each is started on a class path without the others.
 */
enum EmbeddedServer {

	TOMCAT("Tomcat", EmbeddedServer.SERVLET_THREADS, "jetty", "reactor", "netty", "webflux"),

	JETTY("Jetty", EmbeddedServer.SERVLET_THREADS, "tomcat", "reactor", "netty", "webflux"),

	NETTY("Reactor Netty", EmbeddedServer.EVENT_LOOPS, "tomcat", "jetty", "webmvc");

	private static final int SERVLET_THREADS = 50;

	private static final int EVENT_LOOPS = 4;

	/**
	 * How many threads requests have is said, so that as many of them can be taken; where
	 * connections end is not up to the server.
	 */
	static final List<String> ARGUMENTS = List.of("--server.tomcat.threads.max=" + SERVLET_THREADS,
			"--server.jetty.threads.max=" + SERVLET_THREADS, "--server.tomcat.max-keep-alive-requests=-1");

	static final String EVENT_LOOPS_FLAG = "-Dreactor.netty.ioWorkerCount=" + EVENT_LOOPS;

	private final String title;

	private final int threads;

	private final List<String> without;

	EmbeddedServer(String title, int threads, String... without) {
		this.title = title;
		this.threads = threads;
		this.without = List.of(without);
	}

	String title() {
		return this.title;
	}

	/**
	 * Return how many requests can be processed at a time if each takes a thread.
	 * @return the number
	 */
	int threads() {
		return this.threads;
	}

	/**
	 * Return the name on the command line.
	 * @return the name
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the class path of this process without the other servers.
	 * @return the class path
	 */
	String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
			.filter(this::isNeeded)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private boolean isNeeded(String entry) {
		String name = new File(entry).getName();
		// The expression language comes with Tomcat's name, but for all.
		return name.contains("embed-el") || this.without.stream().noneMatch(name::contains);
	}

}
