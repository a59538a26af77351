/**
 * What sharing a socket costs: an application as a cluster of one worker against the same
 * application run plainly.
 */
package io.forkit.benchmarks;
