package io.forkit.demo;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Names the process that answers in a header of every response.
 */
@Component
class WorkerHeaderFilter extends OncePerRequestFilter {

	static final String HEADER = "Demo-Pid";

	private final Whoami whoami;

	WorkerHeaderFilter(Whoami whoami) {
		this.whoami = whoami;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(HEADER, Long.toString(this.whoami.pid()));
		chain.doFilter(request, response);
	}

}
