package io.forkit.autoconfigure;

import io.forkit.process.ProcessTemplate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the template that runs commands.
 *
 * @since 0.1.0
 */
@AutoConfiguration
public final class ForkitProcessAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProcessTemplate processTemplate() {
		return ProcessTemplate.create();
	}

}
