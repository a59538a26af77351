package io.forkit.autoconfigure;

import io.forkit.actuate.ClusterHealthIndicator;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.ClusterView;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitWorkerAutoConfiguration.class, before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({ Health.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("cluster")
@ConditionalOnClusterRole({ ClusterRole.PRIMARY, ClusterRole.WORKER })
public final class ForkitHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "clusterHealthIndicator")
	ClusterHealthIndicator clusterHealthIndicator(ClusterView cluster) {
		return new ClusterHealthIndicator(cluster);
	}

}
