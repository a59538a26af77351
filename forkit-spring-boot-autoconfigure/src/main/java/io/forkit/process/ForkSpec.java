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

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.forkit.ipc.Exchange;
import io.forkit.ipc.QueuePolicy;
import io.forkit.ipc.UnhandledMessage;
import io.forkit.ipc.WireFormat;

import org.springframework.util.unit.DataSize;

/**
 * Another JVM, or a Node program, to be started with a channel between it and this
 * process, as of Node's {@code fork}.
 * <p>
 * The program has the standard streams of this process where nothing else is said; one
 * that has a callback is a pipe. As it leads a process group of its own, it must not read
 * from a terminal: for that there is {@link #sameGroup()}. Descriptors 3 and 4 belong to
 * the channel. There is never a shell.
 * <p>
 * The variables {@code NODE_CHANNEL_FD}, {@code NODE_CHANNEL_SERIALIZATION_MODE},
 * {@code FORKIT_HANDLE_FD} and {@code FORKIT_END_WITH_PARENT} tell the program of its
 * channel, also if the whole environment is replaced. They are not handed on to programs
 * that a {@link ProcessTemplate} starts in it. With a {@link ProcessBuilder} remove them.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options">fork</a>
 */
public interface ForkSpec extends StreamingSpec<ForkSpec, ForkedProcess> {

	/**
	 * Set the arguments of the program. Defaults to none.
	 * @param args the arguments, in UTF-8
	 * @return this spec
	 */
	ForkSpec args(String... args);

	/**
	 * Set flags of the JVM. They come behind those that are
	 * {@linkplain #inheritJvmArgs(boolean) inherited}, and so win. Defaults to none.
	 * @param jvmArgs the flags, without a class path
	 * @return this spec
	 * @throws IllegalArgumentException if one is no flag, or the program is one of Node
	 */
	ForkSpec jvmArgs(String... jvmArgs);

	/**
	 * Set whether the JVM has the flags of this one, as Node's {@code execArgv}. Defaults
	 * to {@code true}. Debuggers, ports of JMX and archives that are written at the end
	 * are not inherited, from the variable {@code JAVA_TOOL_OPTIONS} and its like neither
	 * way; files of logs and recordings get the process id into their names.
	 * @param inheritJvmArgs whether they are inherited
	 * @return this spec
	 * @throws IllegalArgumentException if the program is one of Node
	 */
	ForkSpec inheritJvmArgs(boolean inheritJvmArgs);

	/**
	 * Set the class path. Defaults to that of this JVM. The jar of forkit is added to it;
	 * handles need those of jnr as well, and objects those of Jackson.
	 * @param classPath jars and directories, relative to the directory of this process
	 * @return this spec
	 * @throws IllegalArgumentException if it is empty, or the program is no class
	 */
	ForkSpec classPath(Path... classPath);

	/**
	 * Set options of Node. Defaults to none.
	 * @param nodeArgs the options
	 * @return this spec
	 * @throws IllegalArgumentException if the program is not one of Node
	 */
	ForkSpec nodeArgs(String... nodeArgs);

	/**
	 * Set what runs the program. Defaults to the {@code java} of this JVM, and to
	 * {@code node} in the PATH.
	 * @param execPath the file: a name without a slash is looked up in the PATH of the
	 * program's environment, anything else is relative to the program's directory
	 * @return this spec
	 */
	ForkSpec execPath(Path execPath);

	/**
	 * Let stdin, stdout and stderr be pipes, as Node's {@code silent}.
	 * @return this spec
	 */
	ForkSpec silent();

	/**
	 * Set how messages are written. Defaults to {@link WireFormat#FRAMES} for JVMs;
	 * {@link WireFormat#JSON} is the only one for Node.
	 * @param format the format
	 * @return this spec
	 * @throws IllegalArgumentException if the program does not understand it
	 */
	ForkSpec wireFormat(WireFormat format);

	/**
	 * Set whether a JVM ends when this process is gone without having disconnected.
	 * Defaults to {@code true}, unless the program is {@linkplain #detached() detached}.
	 * Of no meaning to Node programs, which are told and decide themselves.
	 * @param endWithParent whether it ends
	 * @return this spec
	 */
	ForkSpec endWithParent(boolean endWithParent);

	/**
	 * Set how much may wait to be sent to the program. Defaults to 16 MiB.
	 * @param limit the limit, greater than zero
	 * @return this spec
	 */
	ForkSpec sendQueue(DataSize limit);

	/**
	 * Set what happens to messages when that is too much. Defaults to
	 * {@link QueuePolicy#BLOCK}.
	 * @param policy what happens
	 * @return this spec
	 */
	ForkSpec queuePolicy(QueuePolicy policy);

	/**
	 * Set how long a sender waits then. Defaults to 30 seconds.
	 * @param timeout the limit, not negative
	 * @return this spec
	 */
	ForkSpec blockTimeout(Duration timeout);

	/**
	 * Set the size of the largest message that is taken from the program. Defaults to 256
	 * MiB.
	 * @param limit the limit, greater than zero
	 * @return this spec
	 */
	ForkSpec maxMessageSize(DataSize limit);

	/**
	 * Set how long answers of the program are awaited where nothing else is said.
	 * Defaults to 30 seconds.
	 * @param timeout the limit, greater than zero
	 * @return this spec
	 */
	ForkSpec requestTimeout(Duration timeout);

	/**
	 * Listen for messages of a type from the beginning: no message comes before the
	 * listeners of the spec, and what the program has sent before it died is heard too.
	 * Each start adds the listener to the channel of its own program, which
	 * {@link Exchange#channel()} gives to listeners that take an exchange.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return this spec
	 * @throws IllegalArgumentException if the type is primitive
	 * @see io.forkit.ipc.MessageChannel#onMessage(Class, Consumer)
	 */
	<T> ForkSpec onMessage(Class<T> type, Consumer<T> listener);

	/**
	 * Listen for messages of a type from the beginning, to answer them or to take
	 * handles.
	 * @param type the type
	 * @param listener told of each message
	 * @param <T> the type
	 * @return this spec
	 * @throws IllegalArgumentException if the type is primitive
	 * @see io.forkit.ipc.MessageChannel#onMessage(Class, BiConsumer)
	 */
	<T> ForkSpec onMessage(Class<T> type, BiConsumer<T, Exchange> listener);

	/**
	 * Be told from the beginning of messages that nobody listens for, instead of keeping
	 * them.
	 * @param listener told of each one
	 * @return this spec
	 * @see io.forkit.ipc.MessageChannel#onUnhandled(Consumer)
	 */
	ForkSpec onUnhandled(Consumer<UnhandledMessage> listener);

	/**
	 * Be told from the beginning of what goes wrong with messages: a listener has thrown,
	 * a message could not be read. What goes wrong with the program itself is told to
	 * {@link #onError(BiConsumer)}.
	 * @param listener told of each failure
	 * @return this spec
	 * @see io.forkit.ipc.MessageChannel#onError(Consumer)
	 */
	ForkSpec onError(Consumer<Throwable> listener);

}
