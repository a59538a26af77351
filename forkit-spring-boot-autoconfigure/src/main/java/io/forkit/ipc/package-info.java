/**
 * A channel for messages and descriptors between two processes.
 */
@NullMarked
package io.forkit.ipc;

import org.jspecify.annotations.NullMarked;
