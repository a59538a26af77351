/**
 * Properties, start-up hooks, auto-configurations and failure analyzers.
 */
@NullMarked
package io.forkit.autoconfigure;

import org.jspecify.annotations.NullMarked;
