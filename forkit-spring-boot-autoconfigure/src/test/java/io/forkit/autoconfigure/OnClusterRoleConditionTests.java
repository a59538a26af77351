package io.forkit.autoconfigure;

import io.forkit.cluster.ClusterRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnClusterRoleCondition}.
 */
class OnClusterRoleConditionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Beans.class);

	@ParameterizedTest
	@CsvSource({ "primary, PRIMARY", "worker, WORKER", "single, SINGLE", "WORKER, WORKER" })
	void aBeanIsThereInItsRole(String role, ClusterRole expected) {
		this.runner.withPropertyValues("forkit.cluster.role=" + role).run((context) -> {
			assertThat(context.containsBean("primary")).isEqualTo(expected == ClusterRole.PRIMARY);
			assertThat(context.containsBean("worker")).isEqualTo(expected == ClusterRole.WORKER);
			assertThat(context.containsBean("clustered")).isEqualTo(expected != ClusterRole.SINGLE);
			assertThat(context.containsBean("single")).isEqualTo(expected == ClusterRole.SINGLE);
		});
	}

	@Test
	void withoutARoleAProcessIsAlone() {
		this.runner.run((context) -> assertThat(context.getBeanNamesForType(String.class)).containsExactly("single"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@ConditionalOnClusterRole(ClusterRole.PRIMARY)
		String primary() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole(ClusterRole.WORKER)
		String worker() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole({ ClusterRole.PRIMARY, ClusterRole.WORKER })
		String clustered() {
			return "";
		}

		@Bean
		@ConditionalOnClusterRole(ClusterRole.SINGLE)
		String single() {
			return "";
		}

	}

}
