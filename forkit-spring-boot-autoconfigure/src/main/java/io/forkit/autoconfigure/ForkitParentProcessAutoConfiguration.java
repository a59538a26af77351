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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the channel to the parent, in an application that was forked. It
 * is open from the start of the application on, whether anybody injects it or not, and
 * stays open when the context is closed.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(OnForkedCondition.class)
public final class ForkitParentProcessAutoConfiguration {

	// There may be another context, and what beans have sent when they were destroyed is
	// still to be written: the end of the JVM sees to that.
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ParentProcess parentProcess() {
		return ParentProcess.get();
	}

}
