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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what {@link ExecFile} says of arguments.
 */
class CommandArgumentTests extends AbstractCommandServiceTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "two words", "it's", "\"quoted\"", "$(touch /tmp/x)", "`id`", "$HOME", "a\nb",
			"*", "~", "a;b", "a && b", "\\", "-n", "--help", "{rev}", "{{", "${user.home}", "#{1+1}", "äöü €" })
	void valueIsExactlyOneArgumentWhateverIsInIt(String value) {
		assertThat(client(Echo.class).one(value)).isEqualTo("[" + value + "]");
		assertThat(client(Echo.class).within(value, 7)).isEqualTo("[--a=" + value + ":7]");
	}

	@Test
	void literalsAreArgumentsAsTheyAre() {
		assertThat(client(Echo.class).literals()).isEqualTo("[two words][$HOME][][{}][${x}][{a}]");
	}

	@Test
	void anyTypeIsConvertedToText() {
		assertThat(client(Echo.class).types(1, 2L, 'c', true, Path.of("/a b"), Thread.State.NEW))
			.isEqualTo("[1][2][c][true][/a b][NEW]");
	}

	@Test
	void placeholderCanBeUsedTwice() {
		assertThat(client(Echo.class).twice("a")).isEqualTo("[a][a-a]");
	}

	@Test
	void collectionBecomesAsManyArguments() {
		Echo echo = client(Echo.class);
		assertThat(echo.list(List.of("a b", "-c", ""))).isEqualTo("[<][a b][-c][][>]");
		assertThat(echo.list(List.of())).isEqualTo("[<][>]");
		assertThat(echo.array("a b", "c")).isEqualTo("[<][a b][c][>]");
		assertThat(echo.numbers(1, 2)).isEqualTo("[1][2]");
		assertThat(echo.set(Set.of(Path.of("/x")))).isEqualTo("[/x]");
	}

	@Test
	void elementOfAnAbsentValueIsLeftOut() {
		Echo echo = client(Echo.class);
		assertThat(echo.absent("a", Optional.of("b"), "c", List.of("d"))).isEqualTo("[<][a][b][--c=c][d][>]");
		assertThat(echo.absent(null, Optional.empty(), null, null)).isEqualTo("[<][>]");
	}

	@Test
	void optionalCollectionIsExpanded() {
		Echo echo = client(Echo.class);
		assertThat(echo.optionalList(Optional.of(List.of("a", "b")))).isEqualTo("[<][a][b]");
		assertThat(echo.optionalList(Optional.empty())).isEqualTo("[<]");
	}

	@Test
	void nullIsAnErrorWhereItIsNotAllowed() {
		Echo echo = client(Echo.class);
		assertThatIllegalArgumentException().isThrownBy(() -> echo.one(null))
			.withMessage("Parameter 'value' of " + Echo.class.getName()
					+ ".one(String) must not be null: make it @Nullable or an Optional if it may be left out");
		assertThatIllegalArgumentException().isThrownBy(() -> echo.list(null))
			.withMessageContaining("'values'")
			.withMessageContaining("must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> echo.list(Arrays.asList("a", null)))
			.withMessageContaining("must not have null elements but is [a, null]");
	}

	@Test
	void nulCharacterIsAnError() {
		assertThatIllegalArgumentException().isThrownBy(() -> client(Echo.class).one("a\0b"))
			.withMessageContaining("NUL");
	}

	@Test
	void parameterIsNamedByAnnotation() {
		assertThat(client(Echo.class).named("x")).isEqualTo("[x]");
	}

	@Test
	void propertiesAreResolvedWhenTheClientIsCreatedAndTakenLiterally() {
		this.environment.setProperty("program", "printf");
		this.environment.setProperty("greeting", "{value} a b");
		Properties client = client(Properties.class);
		this.environment.setProperty("greeting", "changed");
		assertThat(client.greet("${greeting}")).isEqualTo("[{value} a b][<default ${greeting}>][none]");
	}

	@Test
	void elementsOfTheInterfaceComeFirst() {
		assertThat(client(Shell.class).run("a b", "c")).isEqualTo("a b:c");
	}

	@Test
	void annotationsCanBeComposed() {
		assertThat(client(Composed.class).echo("a b")).isEqualTo("[a b]");
	}

	@Test
	void genericParametersAreThoseOfTheInterfaceThatIsUsed() {
		assertThat(client(Strings.class).echo(List.of("a", "b"))).isEqualTo("[a][b]");
	}

	interface Echo {

		@ExecFile({ "printf", "[%s]", "{value}" })
		String one(String value);

		@ExecFile({ "printf", "[%s]", "--a={value}:{n}" })
		String within(String value, int n);

		@ExecFile({ "printf", "[%s]", "two words", "$HOME", "", "{{}}", "${{x}}", "{{a}}" })
		String literals();

		@ExecFile({ "printf", "[%s]", "{a}", "{b}", "{c}", "{d}", "{e}", "{f}" })
		String types(int a, Long b, char c, boolean d, Path e, Thread.State f);

		@ExecFile({ "printf", "[%s]", "{a}", "{a}-{a}" })
		String twice(String a);

		@ExecFile({ "printf", "[%s]", "<", "{values}", ">" })
		String list(List<String> values);

		@ExecFile({ "printf", "[%s]", "<", "{values}", ">" })
		String array(String... values);

		@ExecFile({ "printf", "[%s]", "{values}" })
		String numbers(int... values);

		@ExecFile({ "printf", "[%s]", "{values}" })
		String set(Collection<Path> values);

		@ExecFile({ "printf", "[%s]", "<", "{a}", "{b}", "--c={c}", "{d}", ">" })
		String absent(@Nullable String a, Optional<String> b, @Nullable String c, @Nullable List<String> d);

		@ExecFile({ "printf", "[%s]", "<", "{values}" })
		String optionalList(Optional<List<String>> values);

		@ExecFile({ "printf", "[%s]", "{with}" })
		String named(@Arg("with") String value);

	}

	interface Properties {

		@ExecFile({ "${program}", "[%s]", "${greeting}", "<${missing:default} {value}>", "${none:${nested:none}}" })
		String greet(String value);

	}

	@ExecFile({ "sh", "-c", "printf '%s:%s' \"$@\"", "sh", "{first}" })
	interface Shell {

		@ExecFile("{second}")
		String run(String first, String second);

	}

	@ExecFile({ "printf", "[%s]" })
	@Retention(RetentionPolicy.RUNTIME)
	@interface Printf {

	}

	@Printf
	interface Composed {

		@ExecFile("{value}")
		String echo(String value);

	}

	interface Generic<T> {

		@ExecFile({ "printf", "[%s]", "{value}" })
		String echo(T value);

	}

	interface Strings extends Generic<List<String>> {

	}

}
