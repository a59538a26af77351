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

package io.forkit.demo.chaos;

/**
 * What a deed may do to requests and to the answers of the primary. What is not allowed
 * here, a cluster must not let happen.
 */
enum Harm {

	/** Nothing: not a request fails, and the primary answers. */
	NONE,

	/** Requests that the victim holds may fail. */
	REQUESTS,

	/** No request fails, but the primary may not answer or start workers. */
	PRIMARY

}
