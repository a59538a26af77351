package io.forkit.autoconfigure;

import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.web.TomcatClusterCustomizer;

import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Tomcat in a worker.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
@ConditionalOnClusterRole(ClusterRole.WORKER)
public final class ForkitTomcatAutoConfiguration {

	@Bean
	TomcatClusterCustomizer tomcatClusterCustomizer() {
		return new TomcatClusterCustomizer();
	}

}
