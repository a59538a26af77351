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

package io.forkit.autoconfigure;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.forkit.actuate.ForkitInfoContributor;
import io.forkit.actuate.ForkitProcessMetrics;
import io.forkit.ipc.json.JsonCodec;
import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import io.forkit.process.CommandNotAllowedException;
import io.forkit.process.OutputLimitException;
import io.forkit.process.ProcessExitException;
import io.forkit.process.ProcessQueueException;
import io.forkit.process.ProcessResult;
import io.forkit.process.ProcessTemplate;
import io.forkit.process.ProcessTemplateBuilder;
import io.forkit.process.ProcessTemplateCustomizer;
import io.forkit.process.ProcessTimeoutException;
import io.forkit.process.engine.JdkEngine;
import io.forkit.process.observation.DefaultProcessObservationConvention;
import io.forkit.process.observation.ProcessObservationConvention;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the templates that an application gets, with real programs.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ForkitProcessAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ForkitProcessAutoConfiguration.class,
				ForkitMetricsAutoConfiguration.class, ForkitInfoAutoConfiguration.class))
		.withPropertyValues("forkit.process.kill-grace=300ms", "forkit.process.drain-timeout=300ms");

	@Test
	void withoutPropertiesTheDefaultsAreThoseOfTheBuilder() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ForkitProcessAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(ProcessTemplate.class)).usingRecursiveComparison()
				.withEqualsForType((one, other) -> one.toString().equals(other.toString()), DataSize.class)
				.ignoringFields("context.engines", "defaults.environment")
				.isEqualTo(ProcessTemplate.create()));
	}

	@Test
	void withoutPropertiesTheEnvironmentIsInherited() {
		this.runner.run((context) -> assertThat(environment(context.getBean(ProcessTemplate.class)))
			.containsAllEntriesOf(environment(ProcessTemplate.create())));
	}

	@Test
	void timeout() {
		this.runner.withPropertyValues("forkit.process.timeout=50ms", "forkit.process.kill-signal=sigint")
			.run((context) -> assertThatExceptionOfType(ProcessTimeoutException.class)
				.isThrownBy(() -> context.getBean(ProcessTemplate.class)
					.exec("trap 'exit 5' INT; while :; do sleep 0.01; done")
					.run())
				.satisfies((ex) -> assertThat(ex.getResult().orElseThrow().status().code()).hasValue(5)));
	}

	@Test
	void output() {
		this.runner.withPropertyValues("forkit.process.max-buffer=3B", "forkit.process.overflow=truncate")
			.run((context) -> assertThat(context.getBean(ProcessTemplate.class).execFile("echo", "hello").run())
				.satisfies((result) -> assertThat(result.stdout()).isEqualTo("hel"))
				.satisfies((result) -> assertThat(result.outputTruncated()).isTrue()));
		this.runner.withPropertyValues("forkit.process.max-buffer=3B")
			.run((context) -> assertThatExceptionOfType(OutputLimitException.class)
				.isThrownBy(() -> context.getBean(ProcessTemplate.class).execFile("echo", "hello").run()));
		this.runner.withPropertyValues("forkit.process.charset=ISO-8859-1")
			.run((context) -> assertThat(context.getBean(ProcessTemplate.class).exec("printf '\\344'").run().stdout())
				.isEqualTo("ä"));
	}

	@Test
	void recordsInMessagesAreWrittenByTheMapperOfTheApplicationUnderTheirOwnNames() {
		JsonMapper mapper = JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
			.addModule(new SimpleModule().addSerializer(Color.class, ToStringSerializer.instance))
			.build();
		this.runner.withBean(JsonMapper.class, () -> mapper)
			.withBean(ProcessTemplateCustomizer.class,
					() -> (builder) -> assertThat(builder)
						.extracting("forkCodec", InstanceOfAssertFactories.type(JsonCodec.class))
						.satisfies((codec) -> assertThat(new String(codec.write("", new Paint(Color.RED), ""), UTF_8))
							.isEqualTo("{\"firstColor\":\"%s\"}".formatted(Color.RED))))
			.run((context) -> assertThat(context).hasSingleBean(ProcessTemplate.class));
	}

	@Test
	void jacksonIsNotNeeded() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).hasSingleBean(ProcessTemplate.class));
	}

	record Paint(Color firstColor) {

	}

	@Test
	void shell() {
		this.runner.withPropertyValues("forkit.process.shell=/bin/echo")
			.run((context) -> assertThat(context.getBean(ProcessTemplate.class).exec("exit 1").run().stdout())
				.isEqualTo("-c exit 1\n"));
	}

	@Test
	void descendants() {
		this.runner.withPropertyValues("forkit.process.kill-descendants=true").run((context) -> {
			ProcessResult result = context.getBean(ProcessTemplate.class)
				.exec("sleep 60 >/dev/null 2>&1 & echo $!")
				.run();
			long pid = Long.parseLong(result.stdout().strip());
			Awaitility.await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
		});
	}

	@Test
	void maximum() {
		this.runner
			.withPropertyValues("forkit.process.max-concurrent=1", "forkit.process.queue-capacity=1",
					"forkit.process.queue-timeout=50ms")
			.run((context) -> {
				ProcessTemplate processes = context.getBean(ProcessTemplate.class);
				try (ChildProcess running = processes.spawn("sleep", "60").start()) {
					assertThat(running.isAlive()).isTrue();
					assertThatExceptionOfType(ProcessQueueException.class)
						.isThrownBy(() -> processes.execFile("true").run())
						.withMessageContaining("its turn did not come");
				}
			});
	}

	@Test
	void allowedExecutables() {
		this.runner.withPropertyValues("forkit.process.allowed-executables=echo,/usr/bin/tr*").run((context) -> {
			ProcessTemplate processes = context.getBean(ProcessTemplate.class);
			processes.execFile("echo").run();
			processes.execFile("true").run();
			assertThatExceptionOfType(CommandNotAllowedException.class).isThrownBy(() -> processes.exec("true").run());
		});
	}

	@Test
	void environment() {
		this.runner
			.withPropertyValues("forkit.process.environment.include=PATH,H*", "forkit.process.environment.exclude=HO*E",
					"forkit.process.environment.set[LC_ALL]=C", "forkit.process.environment.set.lang=x")
			.run((context) -> {
				Map<String, String> environment = environment(context.getBean(ProcessTemplate.class));
				assertThat(environment).containsEntry("LC_ALL", "C").containsEntry("lang", "x");
				assertThat(environment.keySet()).allMatch((name) -> name.equals("PATH") || name.equals("LC_ALL")
						|| name.equals("lang") || name.equals("FORKIT_COMMAND_ID") || name.startsWith("H"));
				assertThat(environment).containsKey("PATH").doesNotContainKey("HOME");
			});
	}

	@Test
	void restrictions() {
		this.runner
			.withPropertyValues("forkit.process.no-new-privileges=true", "forkit.process.limits.memory=1GB",
					"forkit.process.limits.cpu-time=100s", "forkit.process.limits.open-files=77",
					"forkit.process.limits.processes=9999", "forkit.process.limits.file-size=8KB")
			.run((context) -> {
				ProcessTemplate processes = context.getBean(ProcessTemplate.class);
				assertThat(processes.execFile("grep", "NoNewPrivs", "/proc/self/status").run().stdout())
					.matches("NoNewPrivs:\\s+1\n");
				assertThat(processes.execFile("cat", "/proc/self/limits").run().stdout())
					.containsPattern("Max address space\\s+1073741824 ")
					.containsPattern("Max cpu time\\s+100 ")
					.containsPattern("Max open files\\s+77 ")
					.containsPattern("Max processes\\s+9999 ")
					.containsPattern("Max file size\\s+8192 ");
			});
	}

	@Test
	void mask() {
		this.runner.withPropertyValues("forkit.process.mask=^pin$,badge")
			.run((context) -> assertThatExceptionOfType(ProcessExitException.class)
				.isThrownBy(() -> context.getBean(ProcessTemplate.class)
					.execFile("false", "--pin=1", "--badge-number=2", "--spin=3", "--password=4")
					.run())
				.withMessageContaining("'--pin=***' '--badge-number=***' --spin=3 '--password=***'"));
	}

	@Test
	void spareJvmsAreStartedWhenTheApplicationIsReady() {
		this.runner.withPropertyValues("forkit.process.fork.spare=1").run((context) -> {
			ProcessTemplate template = context.getBean(ProcessTemplate.class);
			assertThat(template.spareCount()).isZero();
			context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
					context.getSourceApplicationContext(), Duration.ZERO));
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> template.spareCount() == 1);
		});
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ForkSparesStarter.class));
	}

	@Test
	void aNegativeNumberOfSpareJvmsIsRefused() {
		this.runner.withPropertyValues("forkit.process.fork.spare=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidForkitPropertyException.class,
						(ex) -> assertThat(ex.getProperty()).isEqualTo("forkit.process.fork.spare")));
	}

	@Test
	void forks() {
		this.runner
			.withPropertyValues("forkit.process.fork.spare=3", "forkit.process.fork.queue-limit=1MB",
					"forkit.process.fork.queue-policy=drop-oldest", "forkit.process.fork.block-timeout=1s",
					"forkit.process.fork.max-message-size=2MB", "forkit.process.fork.request-timeout=3s",
					"forkit.process.fork.end-with-parent=false", "forkit.process.fork.java=/bin/true",
					"forkit.process.fork.node=deno", "forkit.process.fork.class-data.enabled=false",
					"forkit.process.fork.class-data.directory=/a")
			.run((context) -> assertThat(context.getBean(ProcessTemplate.class)).extracting("forkDefaults")
				.hasToString("ForkDefaults[java=/bin/true, node=deno, endWithParent=false, "
						+ "channel=ChannelSettings[queueLimit=1048576, policy=DROP_OLDEST, blockTimeout=PT1S, "
						+ "maxMessageSize=2097152, requestTimeout=PT3S], spares=3, classData=false, classDataDirectory=/a]"));
	}

	@Test
	void eachBuilderIsANewOneWithTheProperties() {
		this.runner.withPropertyValues("forkit.process.environment.set.A=1").run((context) -> {
			ProcessTemplateBuilder one = context.getBean(ProcessTemplateBuilder.class);
			assertThat(context.getBean(ProcessTemplateBuilder.class)).isNotSameAs(one);
			try (ProcessTemplate template = one.environment("B", "2").build()) {
				assertThat(environment(template)).containsEntry("A", "1").containsEntry("B", "2");
			}
			assertThat(environment(context.getBean(ProcessTemplate.class))).doesNotContainKey("B");
		});
	}

	@Test
	void customizersComeAfterThePropertiesAndInTheirOrder() {
		this.runner.withUserConfiguration(Customizers.class)
			.withPropertyValues("forkit.process.environment.set.A=property")
			.run((context) -> {
				assertThat(environment(context.getBean(ProcessTemplate.class))).containsEntry("A", "second");
				assertThat(context.getBean(Customizers.class).called).containsExactly("first", "second");
			});
	}

	@Test
	void theTemplateIsClosedWithTheContext() {
		List<ProcessTemplate> templates = new ArrayList<>();
		List<Long> pids = new ArrayList<>();
		this.runner.run((context) -> {
			templates.add(context.getBean(ProcessTemplate.class));
			pids.add(templates.get(0).spawn("sleep", "60").start().pid());
		});
		assertThatIllegalStateException().isThrownBy(() -> templates.get(0).execFile("true").run());
		assertThat(ProcessHandle.of(pids.get(0)).filter(ProcessHandle::isAlive)).isEmpty();
	}

	@Test
	void aTemplateBesidesThatOfForkitIsClosedAndMeasuredAsWell() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.withUserConfiguration(Second.class)
			.run((context) -> {
				assertThat(context.getBeansOfType(ProcessTemplate.class)).containsOnlyKeys("processTemplate",
						"untrusted");
				assertThat(context.getBean(ProcessTemplate.class))
					.isSameAs(context.getBean("processTemplate", ProcessTemplate.class));
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				ProcessTemplate untrusted = context.getBean("untrusted", ProcessTemplate.class);
				try (ChildProcess running = untrusted.spawn("sleep", "60").start()) {
					assertThat(running.isAlive()).isTrue();
					assertThat(live(meters, "untrusted")).isOne();
					assertThat(live(meters, "processTemplate")).isZero();
				}
			});
	}

	@Test
	void aBuilderOfTheApplicationTakesItsPlace() {
		this.runner
			.withBean("own", ProcessTemplateBuilder.class, () -> ProcessTemplate.builder().environment("A", "own"))
			.run((context) -> {
				assertThat(context).hasSingleBean(ProcessTemplateBuilder.class);
				assertThat(environment(context.getBean(ProcessTemplate.class))).containsEntry("A", "own");
			});
	}

	@Test
	void commandsAreObservedWhereThereIsARegistry() {
		TestObservationRegistry registry = TestObservationRegistry.create();
		this.runner.withBean(ObservationRegistry.class, () -> registry)
			.withBean(ProcessObservationConvention.class, () -> new DefaultProcessObservationConvention() {

				@Override
				public String getName() {
					return "own";
				}

			})
			.run((context) -> context.getBean(ProcessTemplate.class).execFile("true").run());
		TestObservationRegistryAssert.assertThat(registry).hasSingleObservationThat().hasNameEqualTo("own");
	}

	@Test
	void commandsAreTimedByBootsMetrics() {
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class))
			.run((context) -> {
				context.getBean(ProcessTemplate.class).execFile("false").runToEnd();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("forkit.process")
					.tags("command", "false", "outcome", "FAILURE", "code", "1", "signal", "none", "error", "none")
					.timer()
					.count()).isOne();
				Awaitility.await().untilAsserted(() -> assertThat(live(meters, "processTemplate")).isZero());
				assertThat(meters.get(ForkitProcessMetrics.QUEUED).gauge().getId())
					.satisfies((id) -> assertThat(id.getBaseUnit()).isEqualTo("commands"))
					.satisfies((id) -> assertThat(id.getDescription()).isNotBlank());
			});
	}

	@Test
	void whatWaitsIsMeasured() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.withPropertyValues("forkit.process.max-concurrent=1")
			.run((context) -> {
				ProcessTemplate processes = context.getBean(ProcessTemplate.class);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				try (ChildProcess running = processes.spawn("sleep", "60").start()) {
					assertThat(running.isAlive()).isTrue();
					processes.execFile("true").start();
					assertThat(meters.get(ForkitProcessMetrics.QUEUED).gauge().value()).isOne();
				}
				Awaitility.await()
					.untilAsserted(() -> assertThat(meters.get(ForkitProcessMetrics.QUEUED).gauge().value()).isZero());
			});
	}

	@Test
	void infoTellsTheEngineWithoutMakingIt() {
		this.runner.run((context) -> {
			Info.Builder info = new Info.Builder();
			context.getBean(ForkitInfoContributor.class).contribute(info);
			assertThat(info.build().getDetails())
				.isEqualTo(Map.of("forkit", Map.of("process", Map.of("engine", "native"))));
			assertThat(context.getBean(ProcessTemplate.class)).extracting("context.runner").isNull();
		});
	}

	@Test
	void infoTellsWhyTheEngineIsNotTheNativeOne() {
		this.runner.withPropertyValues("forkit.process.engine=jdk").run((context) -> {
			Info.Builder info = new Info.Builder();
			context.getBean(ForkitInfoContributor.class).contribute(info);
			assertThat(info.build().getDetails()).isEqualTo(Map.of("forkit", Map.of("process",
					Map.of("engine", "jdk", "reason", "it was chosen", "limits", JdkEngine.limits()))));
		});
	}

	@Test
	void theLogTellsWhyTheEngineIsNotTheNativeOne(CapturedOutput output) {
		this.runner.withPropertyValues("forkit.process.engine=jdk").run((context) -> {
			assertThat(output).doesNotContain("jdk engine");
			context.getBean(ProcessTemplate.class).execFile("true").run();
			context.getBean(ProcessTemplate.class).execFile("true").run();
		});
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("Programs are started by the jdk engine because it was chosen")))
			.hasSize(1);
	}

	@Test
	void infoCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.info.forkit.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ForkitInfoContributor.class));
	}

	@Test
	void withoutMicrometersCoreAndActuatorCommandsRun() {
		// Imported by name: given as classes, they would bring their annotations along.
		new ApplicationContextRunner().withUserConfiguration(Imported.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.actuate",
					"org.springframework.boot.micrometer", "org.springframework.boot.health"))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean("forkitProcessMetrics")
					.doesNotHaveBean("forkitInfoContributor");
				assertThat(context.getBean(ProcessTemplate.class).execFile("echo", "a").run().stdout())
					.isEqualTo("a\n");
			});
	}

	@Test
	void whereATemplateOfTheApplicationIsOneOfSeveralNoInfoClaimsToSpeakForAll() {
		this.runner.withBean("a", ProcessTemplate.class, ProcessTemplate::create)
			.withBean("b", ProcessTemplate.class, () -> ProcessTemplate.builder().timeout(Duration.ofDays(1)).build())
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("processTemplate")
				.doesNotHaveBean(ForkitInfoContributor.class)
				.hasSingleBean(ForkitProcessMetrics.class));
	}

	@Test
	void signalsAreUnderstoodAsPeopleWriteThem() {
		for (String text : List.of("SIGQUIT", "sigquit")) {
			this.runner.withPropertyValues("forkit.process.kill-signal=" + text)
				.run((context) -> assertThat(context.getBean(ForkitProcessProperties.class).killSignal())
					.isEqualTo(Signal.SIGQUIT));
		}
	}

	private static double live(MeterRegistry meters, String template) {
		return meters.get(ForkitProcessMetrics.LIVE).tag("template", template).gauge().value();
	}

	private static Map<String, String> environment(ProcessTemplate processes) {
		return processes.execFile("env", "-0")
			.run()
			.stdout()
			.transform((text) -> List.of(text.split("\0")))
			.stream()
			.filter((entry) -> !entry.startsWith("FORKIT_COMMAND_ID="))
			.collect(Collectors.toMap((entry) -> entry.substring(0, entry.indexOf('=')),
					(entry) -> entry.substring(entry.indexOf('=') + 1), (one, other) -> one));
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> called = new ArrayList<>();

		@Bean
		@Order(2)
		ProcessTemplateCustomizer second() {
			return (builder) -> {
				this.called.add("second");
				builder.environment("A", "second");
			};
		}

		@Bean
		@Order(1)
		ProcessTemplateCustomizer first() {
			return (builder) -> {
				this.called.add("first");
				builder.environment("A", "first");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean(defaultCandidate = false)
		@Qualifier("untrusted")
		ProcessTemplate untrusted(ProcessTemplateBuilder builder) {
			return builder.noNewPrivileges(true).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ForkitProcessAutoConfiguration.class, ForkitMetricsAutoConfiguration.class,
			ForkitInfoAutoConfiguration.class })
	static class Imported {

	}

}
