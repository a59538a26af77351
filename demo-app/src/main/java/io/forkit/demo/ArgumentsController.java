package io.forkit.demo;

import org.springframework.boot.ApplicationArguments;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the arguments that the application was started with.
 */
@RestController
class ArgumentsController {

	private final ApplicationArguments arguments;

	ArgumentsController(ApplicationArguments arguments) {
		this.arguments = arguments;
	}

	@GetMapping("/arguments")
	String[] arguments() {
		return this.arguments.getSourceArgs();
	}

}
