package io.forkit.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An ordinary Spring Boot application. What makes it a cluster is one property,
 * {@code forkit.cluster.workers}.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class DemoApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(DemoApplication.class);
		// A listener, not a bean: the primary creates no bean of the application.
		application.addListeners(new ConsoleGuide());
		application.run(args);
	}

}
