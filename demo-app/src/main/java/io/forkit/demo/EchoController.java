package io.forkit.demo;

import java.time.Duration;

import io.forkit.process.ProcessTemplate;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Hands what a user typed to a program, as exactly one argument. No shell sees it, so
 * nothing in it needs to be quoted.
 */
@RestController
class EchoController {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ProcessTemplate processes;

	EchoController(ProcessTemplate processes) {
		this.processes = processes;
	}

	@GetMapping("/echo")
	Echo echo(@RequestParam String text) {
		if (text.indexOf('\0') != -1) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'text' must not contain a NUL character");
		}
		String output = this.processes.execFile("printf", "%s", text).timeout(TIMEOUT).run().stdout();
		return new Echo(text, output);
	}

	/**
	 * What went in and what came out.
	 *
	 * @param argument the argument of the program
	 * @param output the output of the program
	 */
	record Echo(String argument, String output) {

	}

}
