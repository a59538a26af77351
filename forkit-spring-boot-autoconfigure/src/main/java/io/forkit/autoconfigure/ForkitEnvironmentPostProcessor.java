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

package io.forkit.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.WorkerIdentity;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Decides what this process is, once the configuration is known and before anything is
 * made of it, and adds the properties that go with that.
 */
class ForkitEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** The property that says what this process is. */
	static final String ROLE = "forkit.cluster.role";

	private static final int ORDER = ConfigDataEnvironmentPostProcessor.ORDER + 100;

	// A second application in the JVM of a primary is an ordinary one.
	private static final AtomicBoolean decided = new AtomicBoolean();

	private final Log logger;

	ForkitEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logger = logFactory.getLog(ForkitEnvironmentPostProcessor.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		ClusterSettingsReader reader = new ClusterSettingsReader(environment);
		WorkerIdentity identity = WorkerIdentity.ofThisProcess();
		ClusterRole role = role(environment, reader, identity);
		Map<String, Object> properties = new LinkedHashMap<>();
		if (role == ClusterRole.PRIMARY) {
			reader.settings();
			reader.leaderSettings();
			reader.sharedLimits();
			String warning = reader.stopWarning();
			if (warning != null) {
				this.logger.warn(warning);
			}
			properties.putAll(RoleProperties.forPrimary(environment));
		}
		else if (role == ClusterRole.WORKER && identity != null) {
			properties.putAll(RoleProperties.forWorker(environment, identity.seat()));
		}
		properties.put(ROLE, role.name().toLowerCase(java.util.Locale.ROOT));
		environment.getPropertySources().addFirst(new MapPropertySource("forkit", properties));
	}

	private ClusterRole role(ConfigurableEnvironment environment, ClusterSettingsReader reader,
			@Nullable WorkerIdentity identity) {
		if (identity == null && !reader.isClusterWanted()) {
			return ClusterRole.SINGLE;
		}
		String skipReason = ClusterSkipCheck.skipReason(environment, Thread.currentThread().getStackTrace());
		if (skipReason != null) {
			String message = "No cluster is started here: this is " + skipReason;
			if (skipReason.equals(ClusterSkipCheck.TEST)) {
				this.logger.debug(message);
			}
			else {
				this.logger.info(message);
			}
			return ClusterRole.SINGLE;
		}
		if (identity != null) {
			return ClusterRole.WORKER;
		}
		if (!decided.compareAndSet(false, true)) {
			return ClusterRole.SINGLE;
		}
		String unsupported = ClusterLifecycle.unsupported();
		if (unsupported != null) {
			throw new InvalidForkitPropertyException(ClusterSettingsReader.WORKERS,
					String.valueOf(environment.getProperty(ClusterSettingsReader.WORKERS)),
					"workers cannot be run here. " + unsupported.substring(0, unsupported.length() - 1),
					"Set it to 0 to run the application in the process that you start.");
		}
		return ClusterRole.PRIMARY;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
