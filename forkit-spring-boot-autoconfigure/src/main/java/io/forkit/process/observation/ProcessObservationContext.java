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

package io.forkit.process.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What is known of a command while it is observed. It is a client, as of OpenTelemetry's
 * conventions for those who run programs: somebody waits for the program to answer.
 * <p>
 * The carrier takes the trace context for the program's environment: {@code TRACEPARENT},
 * {@code TRACESTATE} and {@code BAGGAGE}. Other names that a propagator sets are ignored,
 * as they could be those of variables that a program trusts, {@code PATH} for example.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://opentelemetry.io/docs/specs/otel/context/env-carriers/">Environment variables
 * as context propagation carriers</a>
 */
public class ProcessObservationContext extends SenderContext<Map<String, String>> {

	/**
	 * The variables that take a trace context.
	 */
	public static final List<String> TRACE_VARIABLES = List.of("TRACEPARENT", "TRACESTATE", "BAGGAGE");

	private final String commandName;

	private final Supplier<String> commandLine;

	private @Nullable String commandLineText;

	private CommandOutcome outcome = CommandOutcome.UNKNOWN;

	private @Nullable Integer exitCode;

	private @Nullable String signal;

	private @Nullable Long pid;

	/**
	 * Create a context.
	 * @param commandName the name by which the command is counted, one of a few
	 * @param commandLine gives the command line for people, without secrets
	 */
	public ProcessObservationContext(String commandName, Supplier<String> commandLine) {
		super(ProcessObservationContext::set, Kind.CLIENT);
		Assert.hasText(commandName, "'commandName' must not be empty");
		Assert.notNull(commandLine, "'commandLine' must not be null");
		this.commandName = commandName;
		this.commandLine = commandLine;
		setCarrier(new HashMap<>());
	}

	private static void set(@Nullable Map<String, String> carrier, String key, String value) {
		String variable = key.toUpperCase(Locale.ROOT);
		if (carrier != null && TRACE_VARIABLES.contains(variable) && value.indexOf('\0') < 0) {
			carrier.put(variable, value);
		}
	}

	/**
	 * Return the name by which the command is counted.
	 * @return the name
	 */
	public String getCommandName() {
		return this.commandName;
	}

	/**
	 * Return the command line, for people and without secrets.
	 * @return the command line
	 */
	public String getCommandLine() {
		String text = this.commandLineText;
		if (text == null) {
			text = this.commandLine.get();
			this.commandLineText = text;
		}
		return text;
	}

	/**
	 * Return how the command came out.
	 * @return the outcome, {@link CommandOutcome#UNKNOWN} until it is over
	 */
	public CommandOutcome getOutcome() {
		return this.outcome;
	}

	public void setOutcome(CommandOutcome outcome) {
		Assert.notNull(outcome, "'outcome' must not be null");
		this.outcome = outcome;
	}

	/**
	 * Return the exit code.
	 * @return the code, 0 to 255, or {@code null} if there is none: a signal ended the
	 * program, it was not started or is running
	 */
	public @Nullable Integer getExitCode() {
		return this.exitCode;
	}

	public void setExitCode(@Nullable Integer exitCode) {
		this.exitCode = exitCode;
	}

	/**
	 * Return the name of the signal that ended the program.
	 * @return the name, as {@code SIGKILL}, or {@code null} if none did
	 */
	public @Nullable String getSignal() {
		return this.signal;
	}

	public void setSignal(@Nullable String signal) {
		this.signal = signal;
	}

	/**
	 * Return the process id of the program.
	 * @return the process id, or {@code null} until the command is over and if it was not
	 * started
	 */
	public @Nullable Long getPid() {
		return this.pid;
	}

	public void setPid(@Nullable Long pid) {
		this.pid = pid;
	}

}
