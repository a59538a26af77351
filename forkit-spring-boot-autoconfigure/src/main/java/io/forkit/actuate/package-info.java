/**
 * Shows the cluster in actuator.
 */
@NullMarked
package io.forkit.actuate;

import org.jspecify.annotations.NullMarked;
