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

package io.forkit.posix;

import java.util.Locale;

/**
 * A signal of Linux, with the number it has on every architecture that forkit supports,
 * see {@code signal(7)}.
 *
 * @since 0.1.0
 */
public enum Signal {

	SIGHUP(1), SIGINT(2), SIGQUIT(3), SIGILL(4), SIGTRAP(5), SIGABRT(6), SIGBUS(7), SIGFPE(8), SIGKILL(9), SIGUSR1(10),
	SIGSEGV(11), SIGUSR2(12), SIGPIPE(13), SIGALRM(14), SIGTERM(15), SIGSTKFLT(16), SIGCHLD(17), SIGCONT(18),
	SIGSTOP(19), SIGTSTP(20), SIGTTIN(21), SIGTTOU(22), SIGURG(23), SIGXCPU(24), SIGXFSZ(25), SIGVTALRM(26),
	SIGPROF(27), SIGWINCH(28), SIGIO(29), SIGPWR(30), SIGSYS(31);

	private final int number;

	Signal(int number) {
		this.number = number;
	}

	/**
	 * Return the number of this signal.
	 * @return the number
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Return the signal of that number.
	 * @param number the number, 1 to 31
	 * @return the signal
	 * @throws IllegalArgumentException if there is no such signal; real-time signals have
	 * no name here
	 */
	public static Signal of(int number) {
		if (number < 1 || number > values().length) {
			throw new IllegalArgumentException("'number' must be from 1 to 31 but is " + number);
		}
		return values()[number - 1];
	}

	/**
	 * Return the signal of that name, in any case and with or without {@code SIG}.
	 * @param name the name, for example {@code SIGTERM} or {@code term}
	 * @return the signal
	 * @throws IllegalArgumentException if there is no such signal
	 */
	public static Signal of(String name) {
		String upper = name.toUpperCase(Locale.ROOT);
		try {
			return valueOf(upper.startsWith("SIG") ? upper : "SIG" + upper);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'name' must be the name of a signal, as SIGTERM, but is '" + name + "'");
		}
	}

}
