package io.forkit.demo;

import org.jspecify.annotations.Nullable;

/**
 * Who this process is in the cluster.
 *
 * @param slot the slot that this worker fills, or {@code null} without a cluster
 * @param worker the id of this worker, or {@code null} without a cluster
 * @param pid the process id
 */
record Whoami(@Nullable Integer slot, @Nullable Integer worker, long pid) {

}
