package io.forkit.cluster.web;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 for Tomcat, on a socket that all workers share. Tomcat makes it by its name.
 *
 * @since 0.1.0
 */
public class SharedListenerHttp11NioProtocol extends Http11NioProtocol {

	public SharedListenerHttp11NioProtocol() {
		super(new SharedListenerNioEndpoint());
	}

}
