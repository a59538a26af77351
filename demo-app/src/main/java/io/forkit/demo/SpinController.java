package io.forkit.demo;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.log.LogMessage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Never answers. Shows that even a worker that is stuck ends together with its primary.
 */
@RestController
@ConditionalOnProperty("demo.spin.enabled")
class SpinController {

	private static final Log logger = LogFactory.getLog(SpinController.class);

	private final Whoami whoami;

	SpinController(Whoami whoami) {
		this.whoami = whoami;
	}

	@GetMapping("/spin")
	void spin() {
		logger.info(LogMessage.format("Spinning for ever in pid %d", this.whoami.pid()));
		while (true) {
			Thread.onSpinWait();
		}
	}

}
