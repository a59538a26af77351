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

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.forkit.process.CommandSpec;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessResult;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command and makes of its result what the method returns.
 */
final class ResultReader {

	private final ReturnType returnType;

	private final Function<ProcessResult, @Nullable Object> function;

	private ResultReader(ReturnType returnType, Function<ProcessResult, @Nullable Object> function) {
		this.returnType = returnType;
		this.function = function;
	}

	static ResultReader of(ReturnType returnType, Supplier<OutputConverter> converter) {
		return new ResultReader(returnType, function(returnType, converter));
	}

	private static Function<ProcessResult, @Nullable Object> function(ReturnType returnType,
			Supplier<OutputConverter> converter) {
		return switch (returnType.meaning()) {
			case NOTHING, STREAM -> (result) -> null;
			case TEXT -> (result) -> withoutLineBreak(result.stdout());
			case LINES -> (result) -> result.stdout().lines().toList();
			case BYTES -> ProcessResult::stdoutBytes;
			case RESULT -> (result) -> result;
			case SUCCESS -> (result) -> result.status().isSuccess();
			case STATUS -> ProcessResult::status;
			case OTHER -> converted(returnType, converter.get());
		};
	}

	private static Function<ProcessResult, @Nullable Object> converted(ReturnType returnType,
			OutputConverter converter) {
		Function<ProcessResult, @Nullable Object> function = converter.forType(returnType.type());
		return (result) -> {
			try {
				return function.apply(result);
			}
			catch (RuntimeException ex) {
				throw new OutputConversionException(result, returnType.type().getTypeName(), ex);
			}
		};
	}

	@Nullable Object read(CommandSpec spec) {
		if (this.returnType.meaning() == ReturnType.Meaning.STREAM) {
			return lines(spec);
		}
		return this.returnType.future() ? start(spec) : run(spec);
	}

	private @Nullable Object run(CommandSpec spec) {
		try {
			return this.function.apply(spec.run());
		}
		catch (ProcessExitException ex) {
			return this.function.apply(acceptable(ex));
		}
	}

	private CompletableFuture<@Nullable Object> start(CommandSpec spec) {
		CompletableFuture<ProcessResult> running = spec.start();
		CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
		running.whenComplete((result, failure) -> {
			try {
				future.complete(this.function.apply((failure != null) ? acceptable(failure) : result));
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
			}
		});
		// Only the future of the command itself ends the program.
		future.whenComplete((value, failure) -> running.cancel(false));
		return future;
	}

	private <T extends Throwable> ProcessResult acceptable(T failure) throws T {
		if (failure instanceof ProcessExitException exit && isAccepted(exit.getResult())) {
			return exit.getResult();
		}
		throw failure;
	}

	private boolean isAccepted(ProcessResult failed) {
		return switch (this.returnType.meaning()) {
			case STATUS -> true;
			case SUCCESS -> failed.status().code().orElse(-1) == 1;
			default -> false;
		};
	}

	private static Stream<String> lines(CommandSpec spec) {
		return spec.lines();
	}

	private static String withoutLineBreak(String text) {
		if (text.endsWith("\r\n")) {
			return text.substring(0, text.length() - 2);
		}
		return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
	}

}
