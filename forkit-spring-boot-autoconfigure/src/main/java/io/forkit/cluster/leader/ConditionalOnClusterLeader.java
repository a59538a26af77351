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

package io.forkit.cluster.leader;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Scope;

/**
 * Lets a bean exist in the leader of the cluster only. It is no condition that is asked
 * once at the start, because the leader changes: the bean is a bean of the scope
 * {@value LeaderBeans#SCOPE}. When this process becomes the leader, all of them are made;
 * those that are {@link org.springframework.context.Lifecycle} are started then. When it
 * has to give up, they are stopped, and destroyed in reverse order when what they have
 * begun has ended, before another worker becomes the leader.
 * <p>
 * {@code @Scheduled} methods of such a bean run as long as this process leads; the next
 * leader waits for the end of a run. Other beans get it with an
 * {@link org.springframework.beans.factory.ObjectProvider}, whose {@code getIfAvailable}
 * returns {@code null} where there is none, also while it is being made. Its
 * {@code @EventListener} methods would fail there: listen with a bean that is always
 * there.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Scope(LeaderBeans.SCOPE)
public @interface ConditionalOnClusterLeader {

}
