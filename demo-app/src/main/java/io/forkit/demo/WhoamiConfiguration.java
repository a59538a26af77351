package io.forkit.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Provides who this process is to whoever asks.
 */
@Configuration(proxyBeanMethods = false)
class WhoamiConfiguration {

	@Bean
	Whoami whoami() {
		return Whoami.current();
	}

}
