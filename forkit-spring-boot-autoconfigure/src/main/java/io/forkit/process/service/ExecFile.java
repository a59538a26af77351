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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of an interface run a program, without a shell:
 *
 * <pre class="code">
 * &#064;ExecFile({ "git", "log", "--max-count={count}", "--format=%s", "{rev}", "--" })
 * List&lt;String&gt; subjects(int count, String rev);
 * </pre>
 *
 * On the interface itself it has the program and the arguments that all methods begin
 * with, and defaults of the other attributes. It can be used to compose annotations.
 *
 * <h2>Arguments</h2> The first element of all is the program. Each element is exactly one
 * argument of it, whatever blanks, quotes or {@code $(...)} a value has. That is not to
 * say that the program takes it as you mean it: a value that could begin with a dash
 * belongs behind {@code --}, or behind what else the program has to end its options.
 * <ul>
 * <li><code>{name}</code> is the parameter of that name, converted with
 * {@link String#valueOf(Object)}. The program itself is fixed and has none.</li>
 * <li>An element that is nothing but a placeholder of a collection or an array becomes as
 * many arguments as that has elements.</li>
 * <li>An element is left out if the value of a placeholder in it is {@code null} or an
 * empty {@link java.util.Optional}. The parameter must be {@code @Nullable} or an
 * {@code Optional} for that: otherwise {@code null} is an error.</li>
 * <li><code>${property}</code> and <code>${property:default}</code> are resolved in the
 * environment, once, when the client is created. What they stand for is taken literally;
 * it has no placeholders. Values are never searched for properties.</li>
 * <li>A brace itself is doubled: <code>{{</code> and <code>}}</code>.</li>
 * </ul>
 *
 * <h2>Other parameters</h2> {@link Input @Input}, {@link Env @Env}, {@link Directory
 * &#064;Directory} and {@link Timeout @Timeout}. A value that is absent in the sense
 * above leaves things as if the parameter were not there.
 *
 * <h2>Results</h2>
 * <ul>
 * <li>{@code void}</li>
 * <li>{@link String}: standard output without the line break at its end, if there is
 * one</li>
 * <li>{@code List<String>}: the lines of it</li>
 * <li>{@code Stream<String>}: its lines as well, and to be closed</li>
 * <li>{@code byte[]}: all of it</li>
 * <li>{@link io.forkit.process.ProcessResult}</li>
 * <li>{@code boolean}: {@code true} for the exit code 0, {@code false} for 1, as
 * {@code grep}, {@code test}, {@code cmp} and {@code git diff --quiet} mean it</li>
 * <li>{@link io.forkit.process.ExitStatus}: any exit code, or the signal</li>
 * <li>any other type, numbers and generic types included: standard output as JSON, or as
 * an {@link OutputConverter} has it</li>
 * <li>a {@link java.util.concurrent.CompletableFuture},
 * {@link java.util.concurrent.CompletionStage} or {@link java.util.concurrent.Future} of
 * any of these but the stream. Cancelling it ends the program.</li>
 * </ul>
 * Every exit code other than 0 that is not said here to be a result fails with a
 * {@link io.forkit.process.ProcessExitException}, which has all that the program wrote.
 * The other exceptions are those of {@link io.forkit.process.CommandSpec#run()} and
 * {@link io.forkit.process.CommandSpec#start()}, and {@link OutputConversionException}.
 *
 * @since 0.1.0
 * @see CommandServiceProxyFactory
 * @see ImportCommandServices
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ExecFile {

	/**
	 * The program and its arguments. Those of a method follow those of its interface.
	 * @return the elements
	 */
	String[] value() default {};

	/**
	 * How long the program may run until it is ended, as {@code 5s}, {@code 500ms} or
	 * {@code PT5S}. Defaults to that of the interface, then to that of the template.
	 * @return the limit, greater than zero, or a property that has it
	 */
	String timeout() default "";

	/**
	 * How much the program may write to stdout, and as much again to stderr, until it is
	 * ended, as {@code 10MB}. Defaults to that of the interface, then to that of the
	 * template.
	 * @return the limit, not negative, or a property that has it
	 */
	String maxBuffer() default "";

	/**
	 * The working directory. Defaults to that of the interface, then to that of this
	 * process.
	 * @return the path, or a property that has it
	 */
	String directory() default "";

	/**
	 * Variables that are added to the environment, each as {@code NAME=value}. Those of a
	 * method come on top of those of its interface.
	 * @return the variables, which may have properties
	 */
	String[] environment() default {};

}
