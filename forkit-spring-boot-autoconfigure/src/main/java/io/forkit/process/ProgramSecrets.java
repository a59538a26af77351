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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Masks the secrets of one command that only its program makes known: {@code -p} is a
 * password for {@code mysql} and a port for many others. To be given the words of the
 * command one after the other.
 */
final class ProgramSecrets {

	// Each has what is shown, and what is not; if that is empty, the next word is it.
	private static final List<Option> ATTACHED_P = List.of(new Option("(-p)(.+)"));

	private static final List<Option> P = List.of(new Option("(-p)(.*)"));

	private static final List<Option> CAPITAL_P = List.of(new Option("(-P)(.*)"));

	private static final List<Option> A = List.of(new Option("(-a)(.*)"));

	private static final List<Option> W = List.of(new Option("(-w)(.*)"));

	// A name has no password, and flags without a value may come before.
	private static final List<Option> CURL = List.of(new Option("(-[afgGijIklLMnNOpqRsSvZ#0-9]*[uU])(.*)", ':'),
			new Option("(--(?:proxy-)?user)()", ':'));

	private static final Map<String, List<Option>> PROGRAMS = programs();

	private static final List<Option> LOGIN = P;

	private static final Set<String> LOGINS = Set.of("docker", "podman", "nerdctl", "skopeo", "buildah", "helm");

	private static final Set<String> WRAPPERS = Set.of("sudo", "doas", "env", "nohup", "nice", "ionice", "timeout",
			"time", "exec", "command", "xargs", "setsid", "stdbuf", "ssh", "kubectl", "docker", "podman", "nerdctl",
			"docker-compose");

	private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);

	// Words as a shell takes them; what is between them may end a command.
	private static final Pattern WORD = Pattern
		.compile("(?:'[^']*+'?|\"(?:\\\\.|[^\"\\\\])*+\"?|\\\\.|[^\\s;&|()'\"\\\\])++", Pattern.DOTALL);

	private static final Pattern SEPARATOR = Pattern.compile("[;&|()\\n]");

	private @Nullable String wrapper;

	private boolean begun;

	private @Nullable List<Option> options;

	private @Nullable Option pending;

	private static Map<String, List<Option>> programs() {
		Map<String, List<Option>> programs = new HashMap<>();
		for (String name : List.of("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlcheck", "mysqlshow",
				"mysqlslap", "mysqlpump", "mysqlbinlog", "mysql_upgrade", "mysqlsh", "mariadb", "mariadb-dump",
				"mariadb-admin", "mariadb-import", "mariadb-check", "mariadb-show", "mariadb-slap", "mariadb-binlog",
				"mariadb-upgrade", "7z", "7za", "7zr", "7zz")) {
			programs.put(name, ATTACHED_P);
		}
		List.of("sshpass", "mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "cqlsh")
			.forEach((name) -> programs.put(name, P));
		List.of("sqlcmd", "bcp", "zip", "unzip", "ipmitool", "mosquitto_pub", "mosquitto_sub")
			.forEach((name) -> programs.put(name, CAPITAL_P));
		List.of("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapcompare", "ldapwhoami")
			.forEach((name) -> programs.put(name, W));
		programs.put("redis-cli", A);
		programs.put("curl", CURL);
		return Map.copyOf(programs);
	}

	/**
	 * Mask a line of commands for a shell.
	 * @param line the line
	 * @return the line without secrets
	 */
	static String maskLine(String line) {
		StringBuilder result = new StringBuilder(line.length());
		Matcher word = WORD.matcher(line);
		ProgramSecrets command = new ProgramSecrets();
		int position = 0;
		while (word.find()) {
			String gap = line.substring(position, word.start());
			if (SEPARATOR.matcher(gap).find()) {
				command = new ProgramSecrets();
			}
			result.append(gap).append(command.next(word.group()));
			position = word.end();
		}
		return result.append(line.substring(position)).toString();
	}

	/**
	 * Mask the next word.
	 * @param word the word
	 * @return the word without a secret
	 */
	String next(String word) {
		Option awaited = this.pending;
		this.pending = null;
		if (awaited != null && !word.startsWith("-")) {
			return awaited.mask(word);
		}
		if (this.options == null) {
			find(word);
			return word;
		}
		for (Option option : this.options) {
			Matcher matcher = option.pattern().matcher(word);
			if (matcher.matches()) {
				if (matcher.group(2).isEmpty()) {
					this.pending = option;
					return word;
				}
				return matcher.group(1) + option.mask(matcher.group(2));
			}
		}
		return word;
	}

	private void find(String word) {
		if (this.begun && this.wrapper == null) {
			return;
		}
		String name = word.substring(word.lastIndexOf('/') + 1);
		this.options = PROGRAMS.get(name);
		if (this.begun) {
			if (name.equals("login") && this.wrapper != null && LOGINS.contains(this.wrapper)) {
				this.options = LOGIN;
			}
			return;
		}
		this.begun = !ASSIGNMENT.matcher(word).matches();
		this.wrapper = (WRAPPERS.contains(name) || LOGINS.contains(name)) ? name : null;
	}

	/**
	 * An option with a secret.
	 *
	 * @param pattern the word
	 * @param behind what the secret comes behind in the value, 0 if the value is the
	 * secret
	 */
	private record Option(Pattern pattern, char behind) {

		Option(String pattern) {
			this(pattern, (char) 0);
		}

		Option(String pattern, char behind) {
			this(Pattern.compile(pattern, Pattern.DOTALL), behind);
		}

		String mask(String value) {
			if (this.behind == 0) {
				return SecretMasks.MASK;
			}
			int at = value.indexOf(this.behind);
			return (at < 0 || at == value.length() - 1) ? value : value.substring(0, at + 1) + SecretMasks.MASK;
		}

	}

}
