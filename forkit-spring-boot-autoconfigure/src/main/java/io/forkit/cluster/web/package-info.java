/**
 * One adapter for each embedded server.
 */
@NullMarked
package io.forkit.cluster.web;

import org.jspecify.annotations.NullMarked;
