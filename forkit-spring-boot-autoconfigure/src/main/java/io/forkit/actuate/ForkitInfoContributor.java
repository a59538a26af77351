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

package io.forkit.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.forkit.process.EngineInfo;
import io.forkit.process.ProcessTemplate;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells which engine starts programs here, as {@code forkit.process.engine}, and if it is
 * not the native one, why, and what it cannot do.
 *
 * @since 0.1.0
 */
public class ForkitInfoContributor implements InfoContributor {

	private final ProcessTemplate template;

	public ForkitInfoContributor(ProcessTemplate template) {
		this.template = template;
	}

	@Override
	public void contribute(Info.Builder builder) {
		EngineInfo engine = this.template.engine();
		Map<String, Object> process = new LinkedHashMap<>();
		process.put("engine", engine.name());
		if (engine.reason() != null) {
			process.put("reason", engine.reason());
			process.put("limits", engine.limits());
		}
		builder.withDetail("forkit", Map.of("process", process));
	}

}
