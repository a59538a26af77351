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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * The class that is started in a JVM which was forked with a class: it runs the
 * {@code main} of that.
 *
 * @since 0.1.0
 */
public final class ForkedMain {

	private ForkedMain() {
	}

	/**
	 * Run the class. What its {@code main} throws ends this thread as if it had been
	 * started by {@code java} itself: the JVM reports it, waits for other threads and
	 * exits with 1.
	 * @param args the name of the class and its arguments
	 * @throws Throwable what {@code main} throws
	 */
	public static void main(String[] args) throws Throwable {
		run(args[0], Arrays.copyOfRange(args, 1, args.length));
	}

	/**
	 * Load what {@link #run} needs.
	 */
	static void prepare() {
		find(ForkedMain.class.getName());
	}

	static void run(String name, String[] args) throws Throwable {
		Method main = find(name);
		ParentLink.attach();
		try {
			main.invoke(null, (Object) args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static Method find(String name) {
		try {
			// Not the system class loader: an executable jar has one of its own.
			Class<?> type = Class.forName(name, false, ForkedMain.class.getClassLoader());
			Method main = type.getMethod("main", String[].class);
			main.setAccessible(true);
			return main;
		}
		catch (ClassNotFoundException ex) {
			throw exit("Class " + name + " was to be forked but is not on the class path "
					+ System.getProperty("java.class.path"));
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			throw exit("Class " + name + " was to be forked but cannot be used: " + ex);
		}
	}

	private static Error exit(String message) {
		System.err.println(message);
		System.exit(1);
		return new AssertionError();
	}

}
