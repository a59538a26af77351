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

import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Provides who this process is to whoever asks.
 */
@Configuration(proxyBeanMethods = false)
class WhoamiConfiguration {

	@Bean
	Whoami whoami(ObjectProvider<ClusterWorker> worker) {
		long pid = ProcessHandle.current().pid();
		ClusterWorker self = worker.getIfAvailable();
		return (self != null) ? new Whoami(self::slot, self.id(), pid) : new Whoami((Integer) null, null, pid);
	}

}
