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

import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for interfaces of which no client can be created, and what is said of them.
 */
class InvalidCommandServiceTests extends AbstractCommandServiceTests {

	private ThrowableAssertAlternative<IllegalArgumentException> assertInvalid(Class<?> serviceType) {
		return assertThatIllegalArgumentException().isThrownBy(() -> client(serviceType));
	}

	private void assertInvalid(Class<?> serviceType, String method, String message) {
		assertInvalid(serviceType)
			.withMessage(serviceType.getName() + "." + method + " cannot run a command: " + message);
	}

	private void assertInvalidParameter(Class<?> serviceType, String method, String parameter, String message) {
		String description = serviceType.getName() + "." + method;
		assertInvalid(serviceType).withMessage(
				description + " cannot run a command: Parameter " + parameter + " of " + description + " " + message);
	}

	@Nested
	class Commands {

		@Test
		void typeMustBeAnInterface() {
			assertInvalid(String.class).withMessage("'serviceType' must be an interface but is java.lang.String");
			assertInvalid(Override.class).withMessageContaining("must be an interface");
		}

		@Test
		void methodMustBeAnnotated() {
			assertInvalid(Runnable.class, "run()", "it has no @ExecFile: add one, or make it a default method");
		}

		@Test
		void defaultMethodMustNotBeAnnotated() {
			assertInvalid(AnnotatedBody.class).withMessageEndingWith(
					"AnnotatedBody.run() must not have both a body and an @ExecFile: " + "remove one of them");
		}

		@Test
		void commandMustNotBeEmpty() {
			assertInvalid(NoCommand.class, "run()",
					"there is no command: name a program in @ExecFile, on the method or on the interface");
			assertInvalid(EmptyProgram.class, "run()", "the program, its first element, must not be empty");
		}

		@Test
		void programMustBeFixed() {
			assertInvalid(OpenProgram.class, "run(String)", "the program, its first element, must not have "
					+ "placeholders: use a ${property} there, or a ProcessTemplate");
		}

		interface AnnotatedBody {

			@ExecFile("true")
			default void run() {
			}

		}

		interface NoCommand {

			@ExecFile
			void run();

		}

		interface EmptyProgram {

			@ExecFile({ "${nothing:}", "a" })
			void run();

		}

		interface OpenProgram {

			@ExecFile("/opt/{program}")
			void run(String program);

		}

	}

	@Nested
	class Placeholders {

		@Test
		void placeholderMustHaveAParameter() {
			assertInvalid(Unknown.class, "run(String)", "'--x={vlaue}' has the placeholder {vlaue}, "
					+ "for which there is no parameter: the method has [value]");
		}

		@Test
		void parameterMustBeUsed() {
			assertInvalid(Unused.class, "run(String, int, String)", "parameters [b, c] are not used: name them in "
					+ "placeholders, or annotate them with @Input, @Env, @Directory or @Timeout");
		}

		@Test
		void parameterWithAnotherRoleIsNoArgument() {
			assertInvalid(OtherRole.class, "run(String)",
					"'{value}' has the placeholder {value}, " + "for which there is no parameter: the method has []");
		}

		@Test
		void placeholderMustHaveAName() {
			assertInvalid(NoName.class, "run()", "'{}' has a '{' without the name of a parameter and a '}' behind it: "
					+ "double the braces that belong to the argument");
			assertInvalid(Script.class).withMessageContaining("'{print $1}' has a '{' without the name");
			assertInvalid(OpenBrace.class).withMessageContaining("'a{value' has a '{' without the name");
		}

		@Test
		void braceMustNotCloseNothing() {
			assertInvalid(ClosingBrace.class, "run()",
					"'a}' has a '}' that closes nothing: double it to have it in the argument");
		}

		@Test
		void propertyMustBeClosed() {
			assertInvalid(OpenProperty.class, "run()",
					"'${a:${b}' has a '${' without a '}': double the brace to have it in the argument");
		}

		@Test
		void propertyMustExist() {
			assertInvalid(UnknownProperty.class, "run()",
					"Could not resolve placeholder 'no.such' in value \"${no.such}\"");
		}

		@Test
		void collectionMustBeAnElementOfItsOwn() {
			assertInvalid(ListWithin.class, "run(List)",
					"'--x={values}' has the placeholder {values} of a collection, which must be an element of its own");
			assertInvalid(ArrayWithin.class).withMessageContaining("{values} of a collection");
		}

		@Test
		void bytesAreNoArgument() {
			assertInvalidParameter(Bytes.class, "run(byte[])", "'bytes'",
					"is a byte[], which is no argument: annotate it with @Input if the program reads it");
		}

		@Test
		void nameMustBeAnIdentifierAndUnique() {
			assertInvalidParameter(BadName.class, "run(String)", "'value'",
					"must be named with a Java identifier but @Arg says 'a b'");
			assertInvalidParameter(SameName.class, "run(String, String)", "'b'",
					"must not have the name of another one, 'a'");
		}

		interface Unknown {

			@ExecFile({ "echo", "--x={vlaue}" })
			void run(String value);

		}

		interface Unused {

			@ExecFile({ "echo", "{a}" })
			void run(String a, int b, String c);

		}

		interface OtherRole {

			@ExecFile({ "echo", "{value}" })
			void run(@Input String value);

		}

		interface NoName {

			@ExecFile({ "echo", "{}" })
			void run();

		}

		interface Script {

			@ExecFile({ "awk", "{print $1}" })
			void run();

		}

		interface OpenBrace {

			@ExecFile({ "echo", "a{value" })
			void run(String value);

		}

		interface ClosingBrace {

			@ExecFile({ "echo", "a}" })
			void run();

		}

		interface OpenProperty {

			@ExecFile({ "echo", "${a:${b}" })
			void run();

		}

		interface UnknownProperty {

			@ExecFile({ "echo", "${no.such}" })
			void run();

		}

		interface ListWithin {

			@ExecFile({ "echo", "--x={values}" })
			void run(List<String> values);

		}

		interface ArrayWithin {

			@ExecFile({ "echo", "--x={values}" })
			void run(String... values);

		}

		interface Bytes {

			@ExecFile({ "echo", "{bytes}" })
			void run(byte[] bytes);

		}

		interface BadName {

			@ExecFile({ "echo", "{value}" })
			void run(@Arg("a b") String value);

		}

		interface SameName {

			@ExecFile({ "echo", "{a}" })
			void run(String a, @Arg("a") String b);

		}

	}

	@Nested
	class Options {

		@Test
		void typesMustFit() {
			assertInvalidParameter(BadInput.class, "run(Reader)", "'in'",
					"is @Input and must be a String or byte[] or Path or InputStream but is a Reader");
			assertInvalidParameter(BadDirectory.class, "run(String)", "'directory'",
					"is @Directory and must be a Path but is a String");
			assertInvalidParameter(BadTimeout.class, "run(long)", "'timeout'",
					"is @Timeout and must be a Duration but is a long");
		}

		@Test
		void variableMustHaveAName() {
			assertInvalidParameter(BadVariable.class, "run(String)", "'value'",
					"must have the name of a variable in @Env but has 'A=B'");
		}

		@Test
		void parameterMustHaveOneRole() {
			assertInvalid(TwoRoles.class).withMessageContaining("'value'")
				.withMessageContaining("must have one annotation of forkit at most but has [");
		}

		@Test
		void roleMustHaveOneParameter() {
			assertInvalidParameter(TwoInputs.class, "run(String, String)", "'b'",
					"must be the only one that is @Input");
			assertInvalidParameter(TwoVariables.class, "run(String, String)", "'b'",
					"must be the only one that is @Env(A)");
		}

		@Test
		void attributesMustBeParsable() {
			assertInvalid(BadDuration.class)
				.withMessageContaining("BadDuration.run() cannot run a command: " + "'timeout' is 'soon': ");
			assertInvalid(ZeroDuration.class, "run()", "'timeout' is '0s': it must be greater than zero, as 5s");
			assertInvalid(BadSize.class).withMessageContaining("'maxBuffer' is 'much': ");
			assertInvalid(NegativeSize.class, "run()", "'maxBuffer' is '-1B': it must not be negative, as 10MB");
			assertInvalid(BadPath.class).withMessageContaining("'directory' is 'a\0b': ");
			assertInvalid(BadEnvironment.class, "run()",
					"'environment' must have elements as NAME=value but has 'NAME'");
		}

		interface BadInput {

			@ExecFile("cat")
			void run(@Input Reader in);

		}

		interface BadDirectory {

			@ExecFile("pwd")
			void run(@Directory String directory);

		}

		interface BadTimeout {

			@ExecFile("true")
			void run(@Timeout long timeout);

		}

		interface BadVariable {

			@ExecFile("true")
			void run(@Env("A=B") String value);

		}

		interface TwoRoles {

			@ExecFile("true")
			void run(@Env("A") @Input String value);

		}

		interface TwoInputs {

			@ExecFile("true")
			void run(@Input String a, @Input String b);

		}

		interface TwoVariables {

			@ExecFile("true")
			void run(@Env("A") String a, @Env("A") String b);

		}

		interface BadDuration {

			@ExecFile(value = "true", timeout = "soon")
			void run();

		}

		interface ZeroDuration {

			@ExecFile(value = "true", timeout = "0s")
			void run();

		}

		interface BadSize {

			@ExecFile(value = "true", maxBuffer = "much")
			void run();

		}

		interface NegativeSize {

			@ExecFile(value = "true", maxBuffer = "-1B")
			void run();

		}

		interface BadPath {

			@ExecFile(value = "true", directory = "a\0b")
			void run();

		}

		@ExecFile(environment = "NAME")
		interface BadEnvironment {

			@ExecFile("true")
			void run();

		}

	}

	@Nested
	class ReturnTypes {

		@Test
		void futureMustSayOfWhat() {
			assertInvalid(RawFuture.class, "run()",
					"it returns a future of nobody knows what: say it, as in CompletableFuture<String>");
			assertInvalid(AnyFuture.class, "run()", "it returns ?, which can be any type: say which");
			assertInvalid(GenericFuture.class, "run(Class)", "it returns T, which can be any type: say which");
			assertInvalid(GenericList.class, "run()",
					"it returns java.util.List<T[]>, which can be any type: say which");
		}

		@Test
		void futureOfAStreamIsNotSupported() {
			assertInvalid(StreamLater.class).withMessageContaining("it returns a future of a stream: return the "
					+ "stream itself, which is read while the program runs, or a future of a List<String>");
		}

		@Test
		void whatIsReadLaterIsNotSupported() {
			for (Class<?> type : List.of(Numbers.class, Ints.class, In.class, FutureLater.class, Publisher.class)) {
				assertInvalid(type).withMessageContaining(".run() cannot run a command: it returns ")
					.withMessageContaining(", which is not supported: return a Stream<String> to read while the program"
							+ " runs, a CompletableFuture to go on, or use a ProcessTemplate");
			}
		}

		interface RawFuture {

			@ExecFile("true")
			@SuppressWarnings("rawtypes")
			Future run();

		}

		interface AnyFuture {

			@ExecFile("true")
			CompletableFuture<?> run();

		}

		interface GenericFuture {

			@ExecFile("true")
			<T> CompletableFuture<T> run(@Env("X") Class<T> type);

		}

		interface GenericList {

			@ExecFile("true")
			<T> List<T[]> run();

		}

		interface StreamLater {

			@ExecFile("true")
			CompletableFuture<Stream<String>> run();

		}

		interface Numbers {

			@ExecFile("true")
			Stream<Integer> run();

		}

		interface Ints {

			@ExecFile("true")
			IntStream run();

		}

		interface In {

			@ExecFile("true")
			InputStream run();

		}

		interface FutureLater {

			@ExecFile("true")
			CompletableFuture<Future<String>> run();

		}

		interface Publisher {

			@ExecFile("true")
			Flow.Publisher<String> run();

		}

	}

}
