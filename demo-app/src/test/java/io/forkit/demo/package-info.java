/**
 * Tests of the demo: its own, and of its jar as a process.
 */
@NullMarked
package io.forkit.demo;

import org.jspecify.annotations.NullMarked;
