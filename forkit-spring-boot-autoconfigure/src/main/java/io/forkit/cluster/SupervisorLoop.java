package io.forkit.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * The one thread that owns the state of a cluster, and its clock.
 */
interface SupervisorLoop {

	/**
	 * Run a task on the thread.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Run a task on the thread, later.
	 * @param delay when
	 * @param task the task
	 * @return cancels the task
	 */
	Runnable schedule(Duration delay, Runnable task);

	Instant now();

}
