package io.forkit.actuate;

import java.time.Clock;

import io.forkit.cluster.ClusterState;
import io.forkit.cluster.ClusterView;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the cluster: up while at least one worker is ready. A slot whose worker is
 * being replaced shows in the details, and does not make the host look ill.
 *
 * @since 0.1.0
 */
public class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final ClusterView cluster;

	private final Clock clock;

	public ClusterHealthIndicator(ClusterView cluster) {
		this(cluster, Clock.systemUTC());
	}

	ClusterHealthIndicator(ClusterView cluster, Clock clock) {
		super("The state of the cluster is not known");
		this.cluster = cluster;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterReport report = ClusterReport.of(this.cluster.snapshot(), this.clock);
		if (report.state() == ClusterState.STOPPING) {
			builder.outOfService();
		}
		else if (report.ready() > 0) {
			builder.up();
		}
		else {
			builder.down();
		}
		builder.withDetail("state", report.state())
			.withDetail("size", report.size())
			.withDetail("ready", report.ready())
			.withDetail("workers", report.workers());
	}

}
