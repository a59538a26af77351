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

package io.forkit.cluster.systemd;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the primary does where systemd has started it.
 *
 * @param enabled whether to do anything; {@code null} where systemd has said that it
 * expects it
 * @param storeSockets whether systemd keeps the sockets while the primary is started
 * again; {@code null} where systemd has said that it does
 * @param startTimeout how long a start may take at most
 * @since 0.1.0
 */
public record SystemdSettings(@Nullable Boolean enabled, @Nullable Boolean storeSockets, Duration startTimeout) {

}
