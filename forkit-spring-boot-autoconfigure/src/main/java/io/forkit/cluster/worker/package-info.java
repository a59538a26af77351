/**
 * The worker's side of a cluster.
 */
@NullMarked
package io.forkit.cluster.worker;

import org.jspecify.annotations.NullMarked;
