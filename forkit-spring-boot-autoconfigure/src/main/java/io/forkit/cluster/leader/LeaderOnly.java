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

/**
 * Lets an {@link org.springframework.scheduling.annotation.Scheduled @Scheduled} method,
 * or all of a class, run in the leader of the cluster only. In the other workers the
 * schedule goes on and each run is left out, so that the schedule is there when one of
 * them becomes the leader.
 * <p>
 * The first run of a fixed rate or delay without an initial delay comes before anybody
 * leads, and is left out; a method for one time is refused. Use a bean with
 * {@link ConditionalOnClusterLeader} for these. Refused as well is a method whose work
 * goes on when it has returned, which nobody could await: one that is {@code @Async} or
 * returns a future or a publisher.
 * <p>
 * A run that has begun is not cut off when the leader has to give up: the next leader
 * begins when it has ended. Whoever calls the method himself is not held up by this; see
 * {@link ClusterLeadership#runIfLeader(Runnable)} for that.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface LeaderOnly {

}
