package io.forkit.cluster.worker;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Tells the primary what becomes of the application.
 *
 * @since 0.1.0
 */
public final class WorkerApplicationListener implements ApplicationListener<ApplicationEvent> {

	private final ClusterWorker worker;

	private final ConfigurableApplicationContext context;

	public WorkerApplicationListener(ClusterWorker worker, ConfigurableApplicationContext context) {
		this.worker = worker;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof AvailabilityChangeEvent<?> change && change.getState() instanceof ReadinessState state) {
			this.worker.ready(state == ReadinessState.ACCEPTING_TRAFFIC);
		}
		else if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			this.worker.draining();
		}
	}

}
