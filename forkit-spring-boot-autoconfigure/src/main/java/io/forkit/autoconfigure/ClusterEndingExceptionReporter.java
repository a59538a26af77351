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

import io.forkit.cluster.worker.ClusterEndingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Keeps a worker quiet whose start ends because the cluster does: the primary has said
 * why, once.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClusterEndingExceptionReporter implements SpringBootExceptionReporter {

	private static final Log logger = LogFactory.getLog(ClusterEndingExceptionReporter.class);

	@Override
	public boolean reportException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ClusterEndingException) {
				logger.debug("The start of this worker ends with the cluster", failure);
				return true;
			}
		}
		return false;
	}

}
