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

package io.forkit.process;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import io.forkit.process.child.ForkedMain;
import io.forkit.process.child.SpareMain;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A class with a {@code main} method that runs in a JVM of its own.
 *
 * @param type the class
 */
record ForkedClass(Class<?> type) implements ForkProgram {

	ForkedClass {
		Assert.notNull(type, "'mainClass' must not be null");
		Assert.isTrue(!type.isAnonymousClass() && !type.isLocalClass() && !type.isHidden(),
				() -> "'mainClass' must have a name by which another JVM finds it but is " + type.getName()
						+ "; declare it at the top level, or as a member of another class");
		Assert.isTrue(hasMain(type), () -> "'mainClass' must have a 'public static void main(String[])' but is "
				+ type.getName() + ", which has none; add one");
	}

	private static boolean hasMain(Class<?> type) {
		Method main = main(type);
		return main != null && Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class;
	}

	private static @Nullable Method main(Class<?> type) {
		try {
			return type.getMethod("main", String[].class);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	@Override
	public String name() {
		return this.type.getSimpleName();
	}

	@Override
	public boolean isJvm() {
		return true;
	}

	@Override
	public List<String> command(ForkOptions options) {
		List<String> command = JvmCommand.flags(options);
		command.addAll(JvmClassPath.of(this.type, options.classPath).launching(ForkedMain.class));
		command.add(this.type.getName());
		command.addAll(options.args);
		return command;
	}

	/**
	 * Return the command of a spare JVM that can run this class.
	 * @param options what was said; the arguments do not matter
	 * @return the words
	 */
	List<String> spareCommand(ForkOptions options) {
		List<String> command = JvmCommand.flags(options);
		command.addAll(JvmClassPath.of(this.type, options.classPath).launching(SpareMain.class));
		return command;
	}

	@Override
	public List<String> shown(ForkOptions options) {
		List<String> shown = JvmCommand.shown(options);
		shown.add(this.type.getName());
		shown.addAll(options.args);
		return shown;
	}

}
