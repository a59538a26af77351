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

package io.forkit.cluster;

import io.forkit.cluster.restart.StartFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why a worker has ended before it was ready, in the words of whoever knows it.
 */
final class FailedStart {

	private FailedStart() {
	}

	/**
	 * Return why a worker has ended.
	 * @param worker the worker
	 * @return the end of a sentence, in several lines perhaps
	 */
	static String why(WorkerHandle worker) {
		StartFailure told = worker.failure();
		if (told != null) {
			return ((told.description() != null) ? ":\n\n" : ": ") + told.report();
		}
		String words = lastWords(worker);
		return (words != null) ? words : ". Its own output says why";
	}

	/**
	 * Return why a worker has ended whose output comes just before that: that has all the
	 * rest.
	 * @param worker the worker
	 * @return the end of a sentence
	 */
	static String whyInShort(WorkerHandle worker) {
		StartFailure told = worker.failure();
		String words = (told == null) ? lastWords(worker) : null;
		if (words != null) {
			return words;
		}
		return ((told != null) ? ": " + told : "") + ". Its own output above says why.";
	}

	/** Who has found its primary could tell it. */
	private static @Nullable String lastWords(WorkerHandle worker) {
		String words = (worker.reached() == WorkerState.STARTING) ? worker.lastWords() : null;
		return (words != null) ? ". The last that it has written:\n\n" + words : null;
	}

}
