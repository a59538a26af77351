/**
 * The primary's side of a cluster: slots, workers, their sockets and their supervision.
 */
@NullMarked
package io.forkit.cluster;

import org.jspecify.annotations.NullMarked;
