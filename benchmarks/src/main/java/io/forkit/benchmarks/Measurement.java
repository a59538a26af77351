package io.forkit.benchmarks;

/**
 * What one application did under one kind of load for a few seconds.
 *
 * @param perSecond requests or connections per second
 * @param p50 the median of their times in microseconds
 * @param p99 the 99th percentile of their times in microseconds
 * @param cpu the processor time of all processes of the application, in microseconds per
 * request or connection
 */
record Measurement(double perSecond, double p50, double p99, double cpu) {

}
