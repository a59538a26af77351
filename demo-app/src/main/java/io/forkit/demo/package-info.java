/**
 * An application that runs as a cluster, and runs commands.
 */
@NullMarked
package io.forkit.demo;

import org.jspecify.annotations.NullMarked;
