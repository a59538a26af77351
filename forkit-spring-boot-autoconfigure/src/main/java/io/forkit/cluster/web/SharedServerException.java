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

/**
 * A server has been set up in a way that workers cannot share. What to do about it is
 * apart from what is wrong.
 *
 * @since 0.1.0
 */
public class SharedServerException extends IllegalStateException {

	private final String problem;

	private final String fix;

	/**
	 * Create an exception.
	 * @param problem what is wrong, with the names and the values, without a full stop
	 * @param fix what to do, in full sentences
	 */
	public SharedServerException(String problem, String fix) {
		super(problem + ". " + fix);
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * Return what is wrong.
	 * @return a sentence without its full stop
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Return what to do.
	 * @return the sentences
	 */
	public String getFix() {
		return this.fix;
	}

}
