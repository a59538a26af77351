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

package io.forkit.process.child;

import java.util.function.Consumer;

/**
 * The class that is started in a JVM which writes an archive of class data: it does what
 * every forked JVM does at first, so that all classes for that are loaded, and ends.
 *
 * @since 0.1.0
 */
public final class ClassDataMain {

	private ClassDataMain() {
	}

	/**
	 * Load what a fork needs.
	 * @param args names of classes that are loaded as well, without being initialized
	 */
	public static void main(String[] args) {
		ForkedMain.prepare();
		ParentLink.attach();
		WarmUp.run();
		ParentProcess.find().ifPresent(new Greeting());
		for (String name : args) {
			load(name);
		}
	}

	private static void load(String name) {
		try {
			Class.forName(name, false, ClassDataMain.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// It is in a directory, and not to be archived.
		}
	}

	/**
	 * Sends a message, that nobody reads.
	 */
	private static final class Greeting implements Consumer<ParentProcess> {

		@Override
		public void accept(ParentProcess parent) {
			parent.send("ready");
		}

	}

}
