package io.forkit.autoconfigure;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The web server of the primary, with actuator and nothing of the application.
 */
@Configuration(proxyBeanMethods = false)
@Import(PrimaryAutoConfigurationImportSelector.class)
class PrimaryManagementConfiguration {

}
