/**
 * An application with side effects, and tests that start it in JVMs of its own.
 */
@NullMarked
package io.forkit.autoconfigure.slim;

import org.jspecify.annotations.NullMarked;
