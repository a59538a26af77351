package io.forkit.cluster;

/**
 * A socket that the workers share.
 *
 * @param host the address it is bound to
 * @param port the port it is bound to, never 0
 * @since 0.1.0
 */
public record ListenerInfo(String host, int port) {

}
