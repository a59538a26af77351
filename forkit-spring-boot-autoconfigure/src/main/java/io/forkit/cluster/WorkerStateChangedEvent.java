package io.forkit.cluster;

import org.springframework.context.ApplicationEvent;

/**
 * Published in the primary at each transition of each worker, in order.
 *
 * @since 0.1.0
 */
public class WorkerStateChangedEvent extends ApplicationEvent {

	private final transient WorkerInfo worker;

	public WorkerStateChangedEvent(Object source, WorkerInfo worker) {
		super(source);
		this.worker = worker;
	}

	/**
	 * Return the worker in its new state.
	 * @return the worker
	 */
	public WorkerInfo getWorker() {
		return this.worker;
	}

}
