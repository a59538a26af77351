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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgramSecrets}.
 */
class ProgramSecretsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			mysql -uroot -psecret shop | mysql -uroot -p*** shop
			/usr/bin/mysqldump -psecret -P 3306 | /usr/bin/mysqldump -p*** -P 3306
			mariadb-dump -psecret shop | mariadb-dump -p*** shop
			sudo -u db mysql -psecret | sudo -u db mysql -p***
			docker exec db mysql -psecret | docker exec db mysql -p***
			docker login -u me -p secret host | docker login -u me -p *** host
			curl -u me:se:cret https://host | curl -u me:*** https://host
			curl -sSLu me:secret https://host | curl -sSLu me:*** https://host
			curl -ume:secret https://host | curl -ume:*** https://host
			curl --user me:secret -U you:secret x | curl --user me:*** -U you:*** x
			curl --proxy-user me:secret x | curl --proxy-user me:*** x
			sshpass -p secret ssh host | sshpass -p *** ssh host
			redis-cli -h host -a secret | redis-cli -h host -a ***
			ldapsearch -D cn=me -w secret | ldapsearch -D cn=me -w ***
			sqlcmd -S host -U sa -P secret | sqlcmd -S host -U sa -P ***
			7z a -psecret x.7z | 7z a -p*** x.7z
			""")
	void whatIsSecretForAProgramIsMasked(String command, String shown) {
		assertThat(words(command)).isEqualTo(shown);
		assertThat(line(command)).isEqualTo(shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssh -p2222 host", "mkdir -p a/b", "docker run -p 80:80 nginx", "docker run -p80:80 mysql",
			"curl -u me https://host:8443/a", "curl -o u http://host:80", "curl --user-agent a:b x", "mysql -p shop",
			"mongosh -p --port 1", "mysql -P3306 shop", "cp -u a:b c", "sort -u a:b", "grep mysql -pfile",
			"nginx -p/srv -u me:you", "unzip -p x.zip", "curl --upload-file a:b x" })
	void whatOtherProgramsTakeForSomethingElseIsShown(String command) {
		assertThat(words(command)).isEqualTo(command);
		assertThat(line(command)).isEqualTo(command);
	}

	@Test
	void eachCommandOfALineForAShellHasItsOwnOptions() {
		assertThat(line("LANG=C mysql -p'se;cret x' shop | ssh -p2222 host && (curl -u \"me:a b\" x; tar -px)"))
			.isEqualTo("LANG=C mysql -p*** shop | ssh -p2222 host && (curl -u \"me:*** x; tar -px)");
	}

	@Test
	void aLineThatEndsInTheMiddleOfAWordIsNoProblem() {
		assertThat(line("mysql -p'secret")).isEqualTo("mysql -p***");
		assertThat(line("mysql \"a' -psecret")).isEqualTo("mysql \"a' -psecret");
		assertThat(line("mysql \\")).isEqualTo("mysql \\");
		assertThat(line("")).isEmpty();
	}

	@Test
	void longLinesDoNotTakeLong() {
		for (String piece : List.of("a", "'", "\"", "\\", "'a' ", "mysql -p", "; ", "a=b ", "sudo ")) {
			assertThat(line(piece.repeat(300_000))).isNotEmpty();
		}
	}

	@Test
	void aLineForAShellIsMaskedAmongTheWordsOfACommand() {
		assertThat(SecretMasks.DEFAULTS.maskWords(List.of("/bin/sh", "-c", "mysql -psecret < dump.sql")))
			.containsExactly("/bin/sh", "-c", "mysql -p*** < dump.sql");
	}

	private static String words(String command) {
		return String.join(" ", SecretMasks.DEFAULTS.maskWords(List.of(command.split(" "))));
	}

	private static String line(String command) {
		return ProgramSecrets.maskLine(command);
	}

}
