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

package io.forkit.process.service;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.stream.IntStream;

import io.forkit.process.service.sample.Samples;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandServiceProxyFactory}.
 */
class CommandServiceProxyFactoryTests extends AbstractCommandServiceTests {

	@Test
	void defaultMethodsAreRunAsTheyAre() throws Exception {
		Greetings greetings = client(Greetings.class);
		assertThat(greetings.greetWorld()).isEqualTo("Hello World");
		assertThat(greetings.greetAll("A", "B")).containsExactly("Hello A", "Hello B");
		assertThatExceptionOfType(Exception.class).isThrownBy(greetings::fail)
			.isNotInstanceOf(UndeclaredThrowableException.class)
			.withMessage("as it is");
	}

	@Test
	void defaultMethodsOfInterfacesOfOtherPackagesAreRun() {
		assertThat(Samples.echoTwice(processes)).isEqualTo("a a");
	}

	@Test
	void inheritedMethodsAreRun() {
		MoreGreetings greetings = client(MoreGreetings.class);
		assertThat(greetings.greet("World")).isEqualTo("Hi World");
		assertThat(greetings.greetWorld()).isEqualTo("Hi World");
		assertThat(greetings.same("x").toString()).isEqualTo("x");
		Narrow narrow = greetings;
		assertThat(narrow.same("x").toString()).isEqualTo("x");
	}

	@Test
	void clientIsEqualToItselfOnly() {
		Greetings greetings = client(Greetings.class);
		assertThat(greetings).isEqualTo(greetings)
			.isNotEqualTo(client(Greetings.class))
			.isNotEqualTo(null)
			.hasSameHashCodeAs(greetings);
		assertThat(greetings).hasToString("Command service " + Greetings.class.getName());
	}

	@Test
	void clientCanBeUsedByManyThreads() {
		Greetings greetings = client(Greetings.class);
		List<String> names = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
		assertThat(names.parallelStream().map(greetings::greet))
			.containsExactlyElementsOf(names.stream().map((name) -> "Hello " + name).toList());
	}

	@Test
	void propertyNeedsAResolver() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CommandServiceProxyFactory.builder(processes).build().createClient(WithProperty.class))
			.withMessage(WithProperty.class.getName() + ".run() cannot run a command: '${program}' has a property, "
					+ "but the CommandServiceProxyFactory was built without an embeddedValueResolver");
	}

	@Test
	void creatingAClientRunsNothing() {
		client(Missing.class);
	}

	interface Greetings {

		String WORLD = "World";

		@ExecFile({ "echo", "Hello", "{name}" })
		String greet(String name);

		default String greetWorld() {
			return greet(world());
		}

		default List<String> greetAll(String... names) {
			return List.of(names).stream().map(this::greet).toList();
		}

		default void fail() throws Exception {
			throw new Exception("as it is");
		}

		static String world() {
			return WORLD;
		}

		@Override
		String toString();

	}

	interface Narrow {

		@ExecFile({ "echo", "{text}" })
		Object same(String text);

	}

	interface MoreGreetings extends Greetings, Narrow {

		@Override
		@ExecFile({ "echo", "Hi", "{name}" })
		String greet(String name);

		@Override
		@ExecFile({ "echo", "{text}" })
		String same(String text);

	}

	interface WithProperty {

		@ExecFile("${program}")
		void run();

	}

	interface Missing {

		@ExecFile("/no/such/program")
		void run();

	}

}
