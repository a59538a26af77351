package io.forkit.cluster;

import org.springframework.context.ApplicationEvent;

/**
 * Published once in the primary, when every slot has had a ready worker.
 *
 * @since 0.1.0
 */
public class ClusterReadyEvent extends ApplicationEvent {

	private final transient ClusterSnapshot snapshot;

	public ClusterReadyEvent(Object source, ClusterSnapshot snapshot) {
		super(source);
		this.snapshot = snapshot;
	}

	public ClusterSnapshot getSnapshot() {
		return this.snapshot;
	}

}
