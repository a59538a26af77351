package io.forkit.autoconfigure;

import java.util.Objects;

import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of a worker.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClusterRole(ClusterRole.WORKER)
public final class ForkitWorkerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterWorker clusterWorker() {
		return Objects.requireNonNull(ClusterWorker.current(), "'clusterWorker' must be there in a worker");
	}

	/**
	 * Refuses what cannot be shared.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerFactoryCustomizer.class)
	static class WebServerConfiguration {

		@Bean
		SharedWebServerCheck sharedWebServerCheck() {
			return new SharedWebServerCheck();
		}

	}

}
