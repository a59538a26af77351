package io.forkit.cluster;

/**
 * The state of a worker, from its start to its end.
 *
 * @since 0.1.0
 */
public enum WorkerState {

	/** The process was started. */
	STARTING,

	/** The process has reported to the primary; the application is starting. */
	ONLINE,

	/** The application has a shared socket and accepts connections. */
	LISTENING,

	/** The application is ready (Boot's {@code ReadinessState.ACCEPTING_TRAFFIC}). */
	READY,

	/** The worker finishes what it has begun and takes nothing new. */
	DRAINING,

	/** The process has ended. */
	EXITED

}
