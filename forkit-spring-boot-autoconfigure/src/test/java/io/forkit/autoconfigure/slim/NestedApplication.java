package io.forkit.autoconfigure.slim;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that a worker starts as a process, and that says what it believes to be.
 */
@Configuration(proxyBeanMethods = false)
public class NestedApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(NestedApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(args)) {
			Footprint.leave("nested-" + context.getEnvironment().getProperty("forkit.cluster.role"));
		}
	}

}
