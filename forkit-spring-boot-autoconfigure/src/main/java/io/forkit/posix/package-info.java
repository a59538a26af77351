/**
 * The one room with native code: file descriptors, sockets, spawning, waiting and an
 * event loop, behind types of our own.
 */
@NullMarked
package io.forkit.posix;

import org.jspecify.annotations.NullMarked;
