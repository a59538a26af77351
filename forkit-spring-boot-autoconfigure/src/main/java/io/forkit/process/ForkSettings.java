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

import java.nio.file.Path;

import io.forkit.ipc.ChannelSettings;
import io.forkit.ipc.json.JsonCodec;

import org.springframework.util.Assert;

/**
 * What a {@link ProcessTemplateBuilder} says about forks.
 */
abstract sealed class ForkSettings permits ProcessTemplateBuilder {

	private ForkDefaults forkDefaults = ForkDefaults.STANDARD;

	private JsonCodec forkCodec = new JsonCodec();

	abstract ProcessTemplateBuilder self();

	ForkDefaults forkDefaults() {
		return this.forkDefaults;
	}

	JsonCodec forkCodec() {
		return this.forkCodec;
	}

	/**
	 * Set what runs forked JVMs. Defaults to the {@code java} of this JVM.
	 * @param java the launcher of a JDK
	 * @return this builder
	 * @see ForkSpec#execPath(Path)
	 */
	public ProcessTemplateBuilder forkJava(Path java) {
		Assert.notNull(java, "'java' must not be null");
		Assert.hasLength(Checks.noNul(java.toString(), "java"), "'java' must not be empty");
		this.forkDefaults = this.forkDefaults.withJava(java);
		return self();
	}

	/**
	 * Set what runs forked Node programs. Defaults to {@code node} in the PATH.
	 * @param node the program
	 * @return this builder
	 * @see ForkSpec#execPath(Path)
	 */
	public ProcessTemplateBuilder forkNode(Path node) {
		Assert.notNull(node, "'node' must not be null");
		Assert.hasLength(Checks.noNul(node.toString(), "node"), "'node' must not be empty");
		this.forkDefaults = this.forkDefaults.withNode(node);
		return self();
	}

	/**
	 * Set whether forked JVMs end when this process is gone. Defaults to {@code true};
	 * detached ones do not.
	 * @param endWithParent whether they end
	 * @return this builder
	 * @see ForkSpec#endWithParent(boolean)
	 */
	public ProcessTemplateBuilder forkEndWithParent(boolean endWithParent) {
		this.forkDefaults = this.forkDefaults.withEndWithParent(endWithParent);
		return self();
	}

	/**
	 * Set how many JVMs are kept running that do nothing but wait for a fork, which then
	 * takes milliseconds. Defaults to 0. So many are started, one after the other, as
	 * soon as a class was forked, for further forks that have the same flags, class path,
	 * environment, directory, user, limits and kinds of streams; for other ones, of up to
	 * four such kinds, as many again. A trace context is not handed on to such a fork.
	 * @param forkSpares the number, not negative
	 * @return this builder
	 * @see ProcessTemplate#startForkSpares()
	 */
	public ProcessTemplateBuilder forkSpares(int forkSpares) {
		Assert.isTrue(forkSpares >= 0, () -> "'forkSpares' must not be negative but is " + forkSpares);
		this.forkDefaults = this.forkDefaults.withSpares(forkSpares);
		return self();
	}

	/**
	 * Set whether JVMs of forked classes start with an archive of the classes that each
	 * of them needs, which makes them ready earlier. Defaults to {@code true}. The
	 * archive is written once for each JDK, flags and class path, by a JVM that runs in
	 * the background for about a second, some time after a second fork.
	 * @param forkClassData whether there are archives
	 * @return this builder
	 * @see #forkClassDataDirectory(Path)
	 */
	public ProcessTemplateBuilder forkClassData(boolean forkClassData) {
		this.forkDefaults = this.forkDefaults.withClassData(forkClassData);
		return self();
	}

	/**
	 * Set where archives of classes are kept. Defaults to {@code forkit} in
	 * {@code XDG_CACHE_HOME} if that is set, otherwise to {@code forkit-} and the name of
	 * the user in {@code java.io.tmpdir}. It is made when it is needed, for this user
	 * only. One that belongs to somebody else, or that others can write to, is not used;
	 * there are no archives then.
	 * @param directory the directory
	 * @return this builder
	 * @see #forkClassData(boolean)
	 */
	public ProcessTemplateBuilder forkClassDataDirectory(Path directory) {
		Assert.notNull(directory, "'directory' must not be null");
		Assert.hasLength(Checks.noNul(directory.toString(), "directory"), "'directory' must not be empty");
		this.forkDefaults = this.forkDefaults.withClassDataDirectory(directory);
		return self();
	}

	/**
	 * Set the limits of the channels to forked programs. Defaults to
	 * {@link ChannelSettings#DEFAULTS}.
	 * @param settings the limits
	 * @return this builder
	 */
	public ProcessTemplateBuilder forkChannel(ChannelSettings settings) {
		Assert.notNull(settings, "'settings' must not be null");
		this.forkDefaults = this.forkDefaults.withChannel(settings);
		return self();
	}

	/**
	 * Set what writes and reads the records and beans in messages to and from forked
	 * programs. Defaults to one with the defaults of Jackson. It must agree with that of
	 * the program: a JVM that forkit runs uses the defaults, and a property that it
	 * expects under another name is {@code null} there.
	 * @param codec the codec
	 * @return this builder
	 */
	public ProcessTemplateBuilder forkCodec(JsonCodec codec) {
		Assert.notNull(codec, "'codec' must not be null");
		this.forkCodec = codec;
		return self();
	}

}
