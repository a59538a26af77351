package io.forkit.autoconfigure;

import io.forkit.actuate.ClusterEndpoint;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.ClusterView;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint that shows the cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ForkitWorkerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ClusterEndpoint.class)
@ConditionalOnClusterRole({ ClusterRole.PRIMARY, ClusterRole.WORKER })
public final class ForkitEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterEndpoint clusterEndpoint(ClusterView cluster) {
		return new ClusterEndpoint(cluster);
	}

}
