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

import java.time.Duration;
import java.util.Locale;

import io.forkit.cluster.scheduling.Scheduling;
import io.forkit.cluster.scheduling.SchedulingSettings;
import io.forkit.cluster.scheduling.StickyBy;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Checks how connections are to get to the workers.
 */
final class SchedulingSettingsReader {

	private static final String PREFIX = "forkit.cluster.";

	// What the system queues on a UNIX-domain socket between two processes by default
	// holds about 270.
	private static final int MAX_UNACKNOWLEDGED = 128;

	private static final long MAX_PEEK_LIMIT = 65536;

	private static final Duration MAX_PEEK_TIMEOUT = Duration.ofSeconds(30);

	private final Environment environment;

	private final ForkitClusterProperties properties;

	SchedulingSettingsReader(Environment environment, ForkitClusterProperties properties) {
		this.environment = environment;
		this.properties = properties;
	}

	SchedulingSettings settings() {
		int unacknowledged = this.properties.maxUnacknowledged();
		if (unacknowledged < 1 || unacknowledged > MAX_UNACKNOWLEDGED) {
			throw invalid("max-unacknowledged", unacknowledged,
					"it must be a number from 1 to %d".formatted(MAX_UNACKNOWLEDGED),
					"Correct the number, or remove it for the default.");
		}
		ForkitClusterProperties.Sticky sticky = this.properties.sticky();
		return new SchedulingSettings(this.properties.scheduling(), unacknowledged, sticky(sticky));
	}

	private SchedulingSettings.Sticky sticky(ForkitClusterProperties.Sticky sticky) {
		if (sticky.by() == StickyBy.COOKIE && !StringUtils.hasText(sticky.cookie())) {
			throw invalid("sticky.cookie", sticky.cookie(), "a cookie has a name",
					"Set it to the name of the cookie that tells clients apart, or remove it for JSESSIONID.");
		}
		if (sticky.peekTimeout().isNegative() || sticky.peekTimeout().isZero()
				|| sticky.peekTimeout().compareTo(MAX_PEEK_TIMEOUT) > 0) {
			throw invalid("sticky.peek-timeout", sticky.peekTimeout(),
					"it must be longer than nothing and at most %d s".formatted(MAX_PEEK_TIMEOUT.toSeconds()),
					"Set it to a duration, such as 500ms or 1s, or remove it for the default.");
		}
		long limit = sticky.peekLimit().toBytes();
		if (limit < 1 || limit > MAX_PEEK_LIMIT) {
			throw invalid("sticky.peek-limit", sticky.peekLimit(), "it must be from 1 B to 64 KB",
					"Set it to a size, such as 8KB, or remove it for the default.");
		}
		String tls = tls();
		if (isOfTheRequest(sticky.by()) && this.properties.scheduling() == Scheduling.STICKY && tls != null) {
			throw invalid("sticky.by", sticky.by().name().toLowerCase(Locale.ROOT).replace('_', '-'),
					"'%s' makes the server speak TLS, and the primary cannot read requests in it".formatted(tls),
					"Set it to address or proxy-protocol, or let a proxy in front of the cluster end TLS.");
		}
		return new SchedulingSettings.Sticky(sticky.by(), sticky.cookie(), sticky.peekTimeout(), (int) limit);
	}

	private static boolean isOfTheRequest(StickyBy by) {
		return by == StickyBy.COOKIE || by == StickyBy.FORWARDED_FOR;
	}

	private @Nullable String tls() {
		if (!this.environment.getProperty("server.ssl.enabled", Boolean.class, true)) {
			return null;
		}
		for (String name : new String[] { "server.ssl.bundle", "server.ssl.key-store", "server.ssl.certificate" }) {
			if (StringUtils.hasText(this.environment.getProperty(name))) {
				return name;
			}
		}
		return null;
	}

	private static InvalidForkitPropertyException invalid(String name, Object value, String reason, String fix) {
		return ClusterSettingsReader.invalid(PREFIX + name, String.valueOf(value), reason, fix);
	}

}
