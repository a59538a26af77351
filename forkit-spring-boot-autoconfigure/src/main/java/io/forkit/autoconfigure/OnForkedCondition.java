/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.autoconfigure;

import io.forkit.process.child.ParentProcess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.log.LogMessage;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if this process was forked and has a channel to its parent.
 */
class OnForkedCondition extends SpringBootCondition {

	private static final Log logger = LogFactory.getLog(OnForkedCondition.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Forked");
		try {
			return ParentProcess.find()
				.map((parent) -> ConditionOutcome.match(message.because("there is a channel to " + parent)))
				.orElseGet(() -> ConditionOutcome.noMatch(message.because("this process was not forked")));
		}
		catch (IllegalStateException ex) {
			// Often somebody has only handed on the variable, to an application that
			// does not care.
			logger.warn(LogMessage.format("There is no ParentProcess bean. %s", ex.getMessage()));
			return ConditionOutcome.noMatch(message.because(ex.getMessage()));
		}
	}

	/**
	 * Watch for the end of the parent from now on.
	 */
	static void attach() {
		try {
			ParentProcess.find();
		}
		catch (IllegalStateException ex) {
			// To be told when there is a log.
		}
	}

}
