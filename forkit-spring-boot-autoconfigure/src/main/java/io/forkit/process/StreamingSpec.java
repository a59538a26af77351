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

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A program to work with while it is running, as of Node's {@code spawn} and
 * {@code fork}.
 * <p>
 * All callbacks of one program run one after the other on the template's executor; they
 * may block, which makes the program wait when it writes. What they throw is logged. They
 * come in Node's order: {@code onSpawn} before everything else, {@code onExit} when the
 * program has ended, {@code onClose} when its streams have ended as well and all else has
 * been called.
 *
 * @param <S> the type of the spec
 * @param <C> the type of the running program
 * @since 0.1.0
 * @see SpawnSpec
 * @see ForkSpec
 */
public interface StreamingSpec<S extends StreamingSpec<S, C>, C extends ChildProcess> extends ProcessSpec<S> {

	/**
	 * Set stdin. Defaults to {@link Stdio#pipe()}, of a fork to that of this process.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	S stdin(Stdio stdio);

	/**
	 * Set stdout. Defaults to {@link Stdio#pipe()}, of a fork without a callback for it
	 * to that of this process. A program whose output nobody reads has to wait when the
	 * pipe is full.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	S stdout(Stdio stdio);

	/**
	 * Set stderr, to which the same applies as to {@linkplain #stdout(Stdio) stdout}.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	S stderr(Stdio stdio);

	/**
	 * Set stdin, stdout and stderr alike.
	 * @param stdio what the program gets
	 * @return this spec
	 */
	S stdio(Stdio stdio);

	/**
	 * Set any descriptor. Those from 3 on are closed unless they are set.
	 * @param descriptor the number in the program, 0 to 255
	 * @param stdio what the program gets
	 * @return this spec
	 */
	S stdio(int descriptor, Stdio stdio);

	/**
	 * Let the program lead a session of its own and outlive this process, as Node's
	 * {@code detached}: neither closing it nor closing the template ends it, and signals
	 * reach the program alone. Its pipes break when this process ends, so redirect its
	 * streams.
	 * @return this spec
	 */
	S detached();

	/**
	 * Be given each line that the program writes to stdout, without its end.
	 * @param consumer takes the line
	 * @return this spec
	 */
	S onStdoutLine(Consumer<String> consumer);

	/**
	 * Be given each line that the program writes to stderr, without its end.
	 * @param consumer takes the line
	 * @return this spec
	 */
	S onStderrLine(Consumer<String> consumer);

	/**
	 * Be given the bytes that the program writes to stdout. The fastest form, as nothing
	 * is copied.
	 * @param consumer takes the bytes, which are valid only during the call
	 * @return this spec
	 */
	S onStdout(Consumer<ByteBuffer> consumer);

	/**
	 * Be given the bytes that the program writes to stderr.
	 * @param consumer takes the bytes, which are valid only during the call
	 * @return this spec
	 */
	S onStderr(Consumer<ByteBuffer> consumer);

	/**
	 * Be told that the program was started.
	 * @param callback takes the program
	 * @return this spec
	 */
	S onSpawn(Consumer<C> callback);

	/**
	 * Be told that the program has ended. Others may still hold its streams.
	 * @param callback takes the program and how it ended
	 * @return this spec
	 */
	S onExit(BiConsumer<C, ExitStatus> callback);

	/**
	 * Be told that the program and its streams have ended.
	 * @param callback takes the program and its result, without output
	 * @return this spec
	 */
	S onClose(BiConsumer<C, ProcessResult> callback);

	/**
	 * Be told what went wrong once the program was started: a signal that could not be
	 * sent, an end that could not be learnt.
	 * @param callback takes the program and the failure
	 * @return this spec
	 */
	S onError(BiConsumer<C, Throwable> callback);

	/**
	 * Start the program.
	 * @return the running program
	 * @throws ProcessStartException if it could not be started; then no callback is
	 * called
	 * @throws IllegalStateException if the template was closed before
	 */
	C start();

}
