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

package io.forkit.demo;

import io.forkit.process.CommandNotFoundException;
import io.forkit.process.ProcessException;
import io.forkit.process.ProcessStartException;
import io.forkit.process.ProcessTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartException;

/**
 * Tells clients why a command did not do what they asked for. The whole story, with paths
 * and the end of stderr, is for the log.
 */
@RestControllerAdvice
class CommandProblems {

	private static final Log logger = LogFactory.getLog(CommandProblems.class);

	@ExceptionHandler
	ProblemDetail failed(ProcessException ex) {
		logger.warn(ex.getMessage());
		String program = "'" + ex.getCommand().get(0) + "'";
		if (ex instanceof CommandNotFoundException) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, "The program " + program + " is not installed here");
		}
		if (ex instanceof ProcessStartException) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, "The program " + program + " cannot be started now");
		}
		if (ex instanceof ProcessTimeoutException timeout) {
			return problem(HttpStatus.GATEWAY_TIMEOUT,
					"The program %s took longer than %d ms".formatted(program, timeout.getTimeout().toMillis()));
		}
		return problem(HttpStatus.INTERNAL_SERVER_ERROR, "The program " + program + " failed");
	}

	@ExceptionHandler
	ProblemDetail malformed(MultipartException ex) {
		return problem(HttpStatus.BAD_REQUEST, "The request is no well-formed multipart/form-data");
	}

	private ProblemDetail problem(HttpStatus status, String detail) {
		return ProblemDetail.forStatusAndDetail(status, detail);
	}

}
