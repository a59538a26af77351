package io.forkit.actuate;

import java.time.Clock;

import io.forkit.cluster.ClusterView;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint that shows the cluster, the same in the primary and in every worker.
 *
 * @since 0.1.0
 */
@Endpoint(id = "cluster")
public class ClusterEndpoint {

	private final ClusterView cluster;

	private final Clock clock;

	public ClusterEndpoint(ClusterView cluster) {
		this(cluster, Clock.systemUTC());
	}

	ClusterEndpoint(ClusterView cluster, Clock clock) {
		this.cluster = cluster;
		this.clock = clock;
	}

	@ReadOperation
	public ClusterReport cluster() {
		return ClusterReport.of(this.cluster.snapshot(), this.clock);
	}

}
