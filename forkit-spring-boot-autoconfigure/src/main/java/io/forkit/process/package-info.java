/**
 * Runs programs, with the semantics of Node's {@code child_process} where nothing else is
 * said. Knows nothing of Spring Boot.
 */
@NullMarked
package io.forkit.process;

import org.jspecify.annotations.NullMarked;
