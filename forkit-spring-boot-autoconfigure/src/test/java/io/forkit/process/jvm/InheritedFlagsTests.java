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

package io.forkit.process.jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InheritedFlags}.
 */
class InheritedFlagsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
			"-agentlib:jdwp=transport=dt_socket,server=n,address=localhost:3456", "-Xrunjdwp:server=y,address=5005",
			"-Dcom.sun.management.jmxremote.port=9010", "-Dcom.sun.management.jmxremote.rmi.port=9010",
			"-XX:AOTCacheOutput=app.aot", "-XX:AOTMode=record", "-XX:AOTMode=create", "-XX:AOTConfiguration=app.conf",
			"-XX:ArchiveClassesAtExit=app.jsa", "-XX:DumpLoadedClassList=classes", "-Xshare:dump",
			"-Djava.class.path=a.jar", "-Xlog:cds*=off",
			"-XX:SharedArchiveFile=/tmp/forkit-me/forkit-0123456789abcdef0123456789abcdef.jsa" })
	void whatTwoProcessesCannotHaveIsNotInherited(String flag) {
		assertThat(InheritedFlags.inherited(flag)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-Xlog:gc:file=gc.log | -Xlog:gc:file=gc-%p.log", "-Xloggc:/a.b/gc | -Xloggc:/a.b/gc-%p",
					"-XX:StartFlightRecording=filename=a.jfr | -XX:StartFlightRecording=filename=a-%p.jfr",
					"-Xlog:gc:file=gc-%p.log | -Xlog:gc:file=gc-%p.log" })
	void filesGetTheProcessIdIntoTheirNames(String flag, String changed) {
		assertThat(InheritedFlags.inherited(flag)).isEqualTo(changed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx64m", "-XX:+CreateCoredumpOnCrash", "-javaagent:agent.jar=port=9404",
			"-XX:SharedArchiveFile=app.jsa", "-XX:AOTCache=app.aot", "-XX:AOTMode=on",
			"-XX:OnOutOfMemoryError=kill -9 %p", "-Dcom.sun.management.jmxremote.port=0", "-Xlog:gc", "-Da=b",
			"--add-opens" })
	void everyOtherFlagIsInherited(String flag) {
		assertThat(InheritedFlags.inherited(flag)).isEqualTo(flag);
	}

	@Test
	void variablesWithFlagsKeepTheOthers() {
		assertThat(InheritedFlags.inheritedOptions("-Xmx64m  -Xrunjdwp:address=5005\t-Da=b"))
			.isEqualTo("-Xmx64m  \t-Da=b");
	}

	@Test
	void thisJvmHasNoFlagThatNamesClasses() {
		assertThat(InheritedFlags.ofThisJvm()).contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
			.doesNotContain("-jar", "-cp", "-classpath");
	}

}
