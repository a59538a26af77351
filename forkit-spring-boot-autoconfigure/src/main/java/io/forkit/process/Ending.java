package io.forkit.process;

/**
 * Why a program is being ended.
 */
enum Ending {

	TIMEOUT, STDOUT_LIMIT, STDERR_LIMIT, CANCELLED, INTERRUPTED, CLOSED

}
