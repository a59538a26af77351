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

package io.forkit.cluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JvmFlags}.
 */
class JvmFlagsTests {

	private static final String OPENS_A_PORT = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

	private final JvmFlags flags = new JvmFlags(2);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "5005 | 5008", "*:5005 | *:5008", "localhost:5005 | localhost:5008", "[::1]:5005 | [::1]:5008",
					"0 | 0", "127.0.0.1:0 | 127.0.0.1:0", "65532 | 65535", "65533 | 0", "*:65535 | *:0" })
	void theAddressOfADebuggerMovesBySlot(String address, String moved) {
		assertThat(this.flags
			.forWorker("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + address + ",timeout=1"))
			.isEqualTo("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + moved + ",timeout=1");
		assertThat(this.flags.forWorker("-Xrunjdwp:server=y,transport=dt_socket,address=" + address))
			.isEqualTo("-Xrunjdwp:server=y,transport=dt_socket,address=" + moved);
		assertThat(this.flags.forWorker("-agentlib:jdwp=address=" + address + ",transport=dt_socket,server=y"))
			.isEqualTo("-agentlib:jdwp=address=" + moved + ",transport=dt_socket,server=y");
	}

	@Test
	void eachSlotHasADebuggerPortOfItsOwn() {
		String flag = "-agentlib:jdwp=transport=dt_socket,server=y,address=5005";
		assertThat(new JvmFlags(0).forWorker(flag)).endsWith("=5006");
		assertThat(new JvmFlags(1).forWorker(flag)).endsWith("=5007");
	}

	@Test
	void aDebuggerWithoutAddressStaysWithoutOne() {
		assertThat(this.flags.forWorker("-agentlib:jdwp=transport=dt_socket,server=y"))
			.isEqualTo("-agentlib:jdwp=transport=dt_socket,server=y");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=localhost:34567",
			"-agentlib:jdwp=transport=dt_socket,address=localhost:34567",
			"-Xrunjdwp:transport=dt_socket,server=n,address=34567" })
	void aDebuggerThatListensItselfIsReplacedByAPortThatTheWorkerOpens(String flag) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(OPENS_A_PORT);
	}

	@ParameterizedTest
	@CsvSource({ "-Dcom.sun.management.jmxremote.port=9010, -Dcom.sun.management.jmxremote.port=9013",
			"-Dcom.sun.management.jmxremote.rmi.port=9010, -Dcom.sun.management.jmxremote.rmi.port=9013",
			"-Dcom.sun.management.jmxremote.port=0, -Dcom.sun.management.jmxremote.port=0",
			"-Dcom.sun.management.jmxremote.port=65534, -Dcom.sun.management.jmxremote.port=0" })
	void portsOfJmxMoveBySlot(String flag, String moved) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(moved);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "-Xlog:gc:file=gc.log | -Xlog:gc:file=gc-worker-2.log",
			"-Xlog:gc*,safepoint=debug:file=/var/log/gc.log:time,level:filecount=5 | -Xlog:gc*,safepoint=debug:file=/var/log/gc-worker-2.log:time,level:filecount=5",
			"-Xlog:gc*:file=\"/var/log/a b.log\":time | -Xlog:gc*:file=\"/var/log/a b-worker-2.log\":time",
			"-Xlog:gc:gc.log | -Xlog:gc:gc-worker-2.log", "-Xlog::gc.log | -Xlog::gc-worker-2.log",
			"-Xlog:gc=debug:gc.log:time | -Xlog:gc=debug:gc-worker-2.log:time",
			"-Xloggc:gc.log | -Xloggc:gc-worker-2.log", "-Xloggc:/a/gc | -Xloggc:/a/gc-worker-2" })
	void logFilesGetTheSlotIntoTheirNames(String flag, String changed) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(changed);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"-XX:StartFlightRecording=filename=a.jfr | -XX:StartFlightRecording=filename=a-worker-2.jfr",
			"-XX:StartFlightRecording:filename=a.jfr,settings=profile | -XX:StartFlightRecording:filename=a-worker-2.jfr,settings=profile",
			"-XX:StartFlightRecording=duration=30s,filename=/tmp/a.jfr,dumponexit=true | -XX:StartFlightRecording=duration=30s,filename=/tmp/a-worker-2.jfr,dumponexit=true" })
	void recordingsGetTheSlotIntoTheirNames(String flag, String changed) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(changed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xlog:gc:file=gc-%p.log", "-Xlog:gc:gc-%p.log", "-Xloggc:gc-%p.log",
			"-XX:StartFlightRecording=filename=a-%p.jfr" })
	void aFileWithTheProcessIdInItsNameIsKept(String flag) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(flag);
	}

	@Test
	void aFileWithOnlyTheTimeInItsNameGetsTheSlot() {
		assertThat(this.flags.forWorker("-Xlog:gc:file=gc-%t.log")).isEqualTo("-Xlog:gc:file=gc-%t-worker-2.log");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx512m", "-Xlog:gc", "-Xlog:gc:stdout", "-Xlog:gc*=debug:stderr:time,level",
			"-Xlog:gc::uptime", "-Xlog:disable", "-Xlog", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording=duration=30s", "-Dcom.sun.management.jmxremote.ssl=false", "-Dserver.port=8080",
			"-Dx=address=5005", "-agentlib:hprof", "-javaagent:agent.jar=port=9404", "" })
	void everyOtherFlagIsKept(String flag) {
		assertThat(this.flags.forWorker(flag)).isEqualTo(flag);
	}

}
