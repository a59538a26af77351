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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.forkit.process.ProcessRunner.Stage;
import io.forkit.process.observation.CommandOutcome;
import io.forkit.process.observation.DefaultProcessObservationConvention;
import io.forkit.process.observation.ProcessObservationContext;
import io.forkit.process.observation.ProcessObservationConvention;
import io.forkit.process.observation.ProcessObservationDocumentation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has the commands of a template observed: from the thread that asks for them, where the
 * current observation becomes the parent, until they are over.
 * <p>
 * Thread-safe.
 */
final class CommandObservations {

	private static final Log logger = LogFactory.getLog(CommandObservations.class);

	private static final ProcessObservationConvention DEFAULT_CONVENTION = new DefaultProcessObservationConvention();

	private static final String OTHER = "other";

	private final ObservationRegistry registry;

	private final @Nullable ProcessObservationConvention convention;

	CommandObservations(ObservationRegistry registry, @Nullable ProcessObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe programs from now on.
	 * @param stages the programs
	 * @param start starts them
	 * @return the running programs
	 */
	List<RunningProcess> observe(List<Stage> stages, Function<List<Stage>, List<RunningProcess>> start) {
		if (this.registry.isNoop()) {
			return start.apply(stages);
		}
		List<Stage> observed = begin(stages);
		try {
			return start.apply(observed);
		}
		catch (RuntimeException | Error ex) {
			notStarted(observed, ex);
			throw ex;
		}
	}

	/**
	 * Observe programs from now on that are started on another thread.
	 * @param stages the programs
	 * @param start starts them
	 * @return a future of the running programs
	 */
	CompletableFuture<List<RunningProcess>> observeLater(List<Stage> stages,
			Function<List<Stage>, CompletableFuture<List<RunningProcess>>> start) {
		if (this.registry.isNoop()) {
			return start.apply(stages);
		}
		List<Stage> observed = begin(stages);
		try {
			return start.apply(observed).whenComplete((processes, ex) -> {
				if (ex != null) {
					notStarted(observed,
							(ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			notStarted(observed, ex);
			throw ex;
		}
	}

	/**
	 * Tell of a program that was never to be started, as nothing can be.
	 * @param invocation the program
	 * @param failure why
	 */
	void notStartable(Invocation invocation, ProcessStartException failure) {
		if (!this.registry.isNoop() && invocation.observation() == null) {
			CommandObservation observation = begin(invocation, false);
			if (observation != null) {
				observation.stop(CommandOutcome.START_FAILURE, failure);
			}
		}
	}

	/**
	 * Make sure that the observations of programs end, also if nobody waits for them.
	 * @param processes the programs
	 * @param executor ends the observations
	 */
	void follow(List<RunningProcess> processes, Executor executor) {
		for (RunningProcess process : processes) {
			if (process.invocation().observation() != null) {
				process.outcome().thenAcceptAsync(Outcome::endObservation, executor).exceptionally((ex) -> {
					// Refused, as an executor that is shut down does: late is worse than
					// here.
					process.outcome().thenAccept(Outcome::endObservation);
					return null;
				});
			}
		}
	}

	private List<Stage> begin(List<Stage> stages) {
		List<Stage> observed = new ArrayList<>(stages.size());
		for (Stage stage : stages) {
			CommandObservation observation = begin(stage.invocation(), observed.size() < stages.size() - 1);
			observed.add((observation != null) ? stage.observedBy(observation) : stage);
		}
		return observed;
	}

	private @Nullable CommandObservation begin(Invocation invocation, boolean feedsAnother) {
		try {
			ProcessObservationContext context = new ProcessObservationContext(name(invocation), invocation::text);
			Observation observation = ProcessObservationDocumentation.COMMAND.observation(this.convention,
					DEFAULT_CONVENTION, () -> context, this.registry);
			if (observation.isNoop()) {
				return null;
			}
			observation.start();
			handOn(context.getCarrier(), invocation.options());
			return new CommandObservation(observation, context, feedsAnother);
		}
		catch (RuntimeException ex) {
			logger.error("A command could not be observed", ex);
			return null;
		}
	}

	/**
	 * Return a name of which there are not many: a path may contain anything.
	 */
	private static String name(Invocation invocation) {
		String name = invocation.options().name;
		if (name != null) {
			return name;
		}
		String program = invocation.command().get(0);
		// A name with a blank is a command line that was given as one word by mistake.
		return (program.indexOf('/') < 0 && program.chars().noneMatch(Character::isWhitespace)) ? program : OTHER;
	}

	/**
	 * Hand the trace context on to the program. What this process has inherited itself
	 * belongs to another trace and does not go with it.
	 */
	private static void handOn(@Nullable Map<String, String> carrier, CommandOptions options) {
		if (carrier == null || carrier.isEmpty() || options.environmentReplaced || namesItsOwn(options)) {
			return;
		}
		options.withoutEnvironment(ProcessObservationContext.TRACE_VARIABLES);
		options.environment = options.environment.with(carrier);
	}

	private static boolean namesItsOwn(CommandOptions options) {
		for (String variable : ProcessObservationContext.TRACE_VARIABLES) {
			String value = options.environment.get(variable);
			if (value != null && !value.equals(ProcessEnvironment.inherited().get(variable))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * End the observations of programs that were to be started together: one has failed,
	 * which keeps the others from being started.
	 */
	private static void notStarted(List<Stage> stages, Throwable failure) {
		for (Stage stage : stages) {
			Invocation invocation = stage.invocation();
			CommandObservation observation = invocation.observation();
			if (observation == null) {
				continue;
			}
			// The very same list: programs of a pipeline may well have equal ones.
			boolean blamed = !(failure instanceof ProcessStartException start)
					|| failure instanceof ProcessQueueException || start.getCommand() == invocation.command();
			if (blamed) {
				observation.stop(outcome(failure), failure);
			}
			else {
				observation.stop(CommandOutcome.CANCELLED, null);
			}
		}
	}

	private static CommandOutcome outcome(Throwable failure) {
		if (failure instanceof ProcessQueueException) {
			return CommandOutcome.REJECTED;
		}
		if (failure instanceof ProcessCancelledException || failure instanceof CancellationException) {
			return CommandOutcome.CANCELLED;
		}
		return CommandOutcome.START_FAILURE;
	}

}
