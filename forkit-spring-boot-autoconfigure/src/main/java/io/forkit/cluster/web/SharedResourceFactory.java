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

import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

import org.springframework.http.client.ReactorResourceFactory;

/**
 * Gives a server the event loops of the application, with a channel that accepts on a
 * shared socket. What the loops are, and when they end, remains the business of the
 * application's own factory, or of Reactor Netty if there is none.
 */
final class SharedResourceFactory extends ReactorResourceFactory {

	private final @Nullable ReactorResourceFactory application;

	private final NettyRequests requests;

	SharedResourceFactory(@Nullable ReactorResourceFactory application, NettyRequests requests) {
		this.application = application;
		this.requests = requests;
	}

	@Override
	public LoopResources getLoopResources() {
		LoopResources loops = (this.application != null) ? this.application.getLoopResources() : HttpResources.get();
		return new SharedLoopResources(loops, this.requests);
	}

}
