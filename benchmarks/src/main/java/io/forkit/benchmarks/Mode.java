package io.forkit.benchmarks;

/**
 * How the demo is run.
 *
 * @param title what to call that
 * @param workers the number of workers, or 0 for no cluster
 */
record Mode(String title, int workers) {

	static final Mode PLAIN = new Mode("plain", 0);

	static final Mode CLUSTER = new Mode("forkit, 1 worker", 1);

	static final Mode CONTROL = new Mode("plain again", 0);

}
