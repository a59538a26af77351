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

package io.forkit.process;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.forkit.posix.Credentials;
import io.forkit.posix.ErrnoException;
import io.forkit.posix.PosixSupport;
import io.forkit.posix.Signal;
import io.forkit.process.engine.Launch;

import org.springframework.util.Assert;

/**
 * What all specs have in common.
 *
 * @param <S> the type of the spec
 */
abstract class AbstractProcessSpec<S extends ProcessSpec<S>> implements ProcessSpec<S> {

	private final CommandOptions options;

	AbstractProcessSpec(CommandOptions defaults) {
		this.options = defaults.copy();
	}

	abstract S self();

	CommandOptions options() {
		return this.options;
	}

	@Override
	public S directory(Path directory) {
		Assert.notNull(directory, "'directory' must not be null");
		Checks.noNul(directory.toString(), "directory");
		this.options.directory = directory;
		return self();
	}

	@Override
	public S environment(String name, String value) {
		this.options.environment = this.options.environment.with(name, value);
		return self();
	}

	@Override
	public S environment(Map<String, String> environment) {
		Assert.notNull(environment, "'environment' must not be null");
		this.options.environment = ProcessEnvironment.empty().with(environment).withoutOwnChannel();
		this.options.environmentReplaced = true;
		return self();
	}

	@Override
	public S environmentWithout(String... names) {
		Assert.noNullElements(names, "'names' must not contain null");
		this.options.withoutEnvironment(List.of(names));
		return self();
	}

	@Override
	public S argv0(String argv0) {
		this.options.argv0 = Checks.noNul(argv0, "argv0");
		return self();
	}

	@Override
	public S timeout(Duration timeout) {
		this.options.timeout = Checks.positive(timeout, "timeout");
		return self();
	}

	@Override
	public S killSignal(Signal killSignal) {
		Assert.notNull(killSignal, "'killSignal' must not be null");
		this.options.killSignal = killSignal;
		return self();
	}

	@Override
	public S killGrace(Duration killGrace) {
		this.options.killGrace = Checks.notNegative(killGrace, "killGrace");
		return self();
	}

	@Override
	public S drainTimeout(Duration drainTimeout) {
		this.options.drainTimeout = Checks.notNegative(drainTimeout, "drainTimeout");
		return self();
	}

	@Override
	public S charset(Charset charset) {
		Assert.notNull(charset, "'charset' must not be null");
		this.options.charset = charset;
		return self();
	}

	@Override
	public S user(String name) {
		Assert.hasText(name, "'name' must not be empty");
		Checks.noNul(name, "name");
		try {
			Credentials user = Credentials.ofUser(name);
			Assert.notNull(user, () -> "'name' must be the name of a user but is '" + name + "'");
			this.options.credentials = user.withNoNewPrivileges(this.options.credentials.noNewPrivileges());
		}
		catch (LinkageError ex) {
			throw new UnsupportedOperationException(
					"'user' needs native access, which cannot be had here because " + PosixSupport.missing(), ex);
		}
		catch (ErrnoException ex) {
			throw new IllegalArgumentException("User '" + name + "' cannot be looked up: " + ex.getMessage(), ex);
		}
		return self();
	}

	@Override
	public S uid(int uid) {
		Assert.isTrue(uid >= 0, () -> "'uid' must not be negative but is " + uid);
		this.options.credentials = this.options.credentials.withUid(uid);
		return self();
	}

	@Override
	public S gid(int gid) {
		Assert.isTrue(gid >= 0, () -> "'gid' must not be negative but is " + gid);
		this.options.credentials = this.options.credentials.withGid(gid);
		return self();
	}

	@Override
	public S groups(int... groups) {
		Assert.notNull(groups, "'groups' must not be null");
		for (int group : groups) {
			Assert.isTrue(group >= 0, () -> "'groups' must not be negative but one is " + group);
		}
		this.options.credentials = this.options.credentials.withGroups(Arrays.stream(groups).boxed().toList());
		return self();
	}

	@Override
	public S noNewPrivileges(boolean noNewPrivileges) {
		this.options.credentials = this.options.credentials.withNoNewPrivileges(noNewPrivileges);
		return self();
	}

	@Override
	public S limits(ResourceLimits limits) {
		Assert.notNull(limits, "'limits' must not be null");
		this.options.limits = limits;
		return self();
	}

	@Override
	public S sameGroup() {
		this.options.group = Launch.Group.SAME;
		return self();
	}

	@Override
	public S killDescendants(boolean killDescendants) {
		this.options.killDescendants = killDescendants;
		return self();
	}

	@Override
	public S name(String name) {
		Assert.hasText(name, "'name' must not be empty");
		this.options.name = name;
		return self();
	}

}
