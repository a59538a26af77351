/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.cluster.web;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * Finds a name of a host in the certificate of a server.
 */
final class CertifiedName {

	// See RFC 5280, 4.2.1.6.
	private static final int DNS = 2;

	private static final int IP = 7;

	private CertifiedName() {
	}

	/**
	 * Return a name that the certificate of a server is for.
	 * @param session the session with the server
	 * @param other the name if there is none in the certificate
	 * @return the name
	 */
	static String of(SSLSession session, String other) {
		try {
			Certificate[] chain = session.getPeerCertificates();
			String name = (chain.length > 0 && chain[0] instanceof X509Certificate certificate) ? name(certificate)
					: null;
			return (name != null) ? name : other;
		}
		catch (SSLPeerUnverifiedException | CertificateParsingException | InvalidNameException ex) {
			return other;
		}
	}

	private static @Nullable String name(X509Certificate certificate)
			throws CertificateParsingException, InvalidNameException {
		Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
		if (alternatives != null) {
			for (List<?> alternative : alternatives) {
				int type = (Integer) alternative.get(0);
				if (type == DNS || type == IP) {
					return withoutWildcard((String) alternative.get(1));
				}
			}
		}
		for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
			if (part.getType().equalsIgnoreCase("CN")) {
				return withoutWildcard(part.getValue().toString());
			}
		}
		return null;
	}

	private static @Nullable String withoutWildcard(String name) {
		String host = name.startsWith("*.") ? "www" + name.substring(1) : name;
		// A common name may be any text.
		return host.matches("[A-Za-z0-9.:-]+") ? (host.contains(":") ? "[" + host + "]" : host) : null;
	}

}
