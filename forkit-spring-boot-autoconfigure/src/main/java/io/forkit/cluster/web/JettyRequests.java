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

import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Counts the requests that Jetty is processing, and keeps no connection of HTTP/1 for a
 * next one once this worker drains.
 */
final class JettyRequests implements HttpConfiguration.Customizer {

	static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());

	private final AtomicInteger active = new AtomicInteger();

	private volatile boolean draining;

	@Override
	public Request customize(Request request, HttpFields.Mutable responseHeaders) {
		this.active.incrementAndGet();
		Request.addCompletionListener(request, (failure) -> this.active.decrementAndGet());
		HttpVersion version = request.getConnectionMetaData().getHttpVersion();
		if (this.draining && version.getVersion() < HttpVersion.HTTP_2.getVersion()) {
			responseHeaders.put(CLOSE);
		}
		return request;
	}

	int active() {
		return this.active.get();
	}

	/** The application starts, perhaps not for the first time. */
	void begin() {
		this.draining = false;
	}

	void drain() {
		this.draining = true;
	}

}
