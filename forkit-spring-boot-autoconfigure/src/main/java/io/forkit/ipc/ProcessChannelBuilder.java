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

package io.forkit.ipc;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.forkit.ipc.json.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link ProcessChannel}.
 *
 * @since 0.1.0
 * @see ProcessChannel#builder(Transport, WireFormat)
 */
public final class ProcessChannelBuilder {

	private final Transport transport;

	private final WireFormat format;

	private ProcessChannel.@Nullable HandleSocket handles;

	private ChannelSettings settings = ChannelSettings.DEFAULTS;

	private @Nullable JsonCodec codec;

	private @Nullable Consumer<? super MessageChannel> listeners;

	private @Nullable Supplier<String> peer;

	private InternalMessages.@Nullable Listener internal;

	ProcessChannelBuilder(Transport transport, WireFormat format) {
		this.transport = transport;
		this.format = format;
	}

	/**
	 * Set what gives the socket for handles when it is needed first, with
	 * {@link WireFormat#FRAMES}. Defaults to {@code null}: no handles can be sent.
	 * @param handles the socket, which is closed with the channel, also when that cannot
	 * be opened
	 * @return this builder
	 */
	public ProcessChannelBuilder handles(ProcessChannel.@Nullable HandleSocket handles) {
		this.handles = handles;
		return this;
	}

	/**
	 * Set the limits. Defaults to {@link ChannelSettings#DEFAULTS}.
	 * @param settings the limits
	 * @return this builder
	 */
	public ProcessChannelBuilder settings(ChannelSettings settings) {
		this.settings = settings;
		return this;
	}

	/**
	 * Set what writes and reads records and beans. Defaults to one with the defaults of
	 * Jackson.
	 * @param codec the codec
	 * @return this builder
	 */
	public ProcessChannelBuilder codec(JsonCodec codec) {
		this.codec = codec;
		return this;
	}

	/**
	 * Set what adds listeners before anything is read. Defaults to {@code null}: there
	 * are none from the beginning.
	 * @param listeners adds them to the channel
	 * @return this builder
	 */
	public ProcessChannelBuilder listeners(@Nullable Consumer<? super MessageChannel> listeners) {
		this.listeners = listeners;
		return this;
	}

	/**
	 * Set what says which process the other one is and, if it has ended, how: part of the
	 * message of a {@link ChannelClosedException}. Defaults to {@code null}: that says
	 * nothing.
	 * @param peer asked each time, by any thread; must not wait
	 * @return this builder
	 */
	public ProcessChannelBuilder peer(@Nullable Supplier<String> peer) {
		this.peer = peer;
		return this;
	}

	/**
	 * Set who is told of internal messages, with {@link WireFormat#FRAMES}. Such a
	 * channel has no shared memory. Defaults to {@code null}: nobody expects any.
	 * @param internal the listener
	 * @return this builder
	 */
	public ProcessChannelBuilder internal(InternalMessages.@Nullable Listener internal) {
		this.internal = internal;
		return this;
	}

	/**
	 * Open the channel.
	 * @return the channel
	 * @throws IOException if the transport cannot be watched; everything is closed then
	 */
	public ProcessChannel open() throws IOException {
		try {
			HandleLink link = (this.handles != null) ? new HandleLink(this.handles) : null;
			ChannelLoop loop = new LimitedLoop(this.transport.loop());
			DefaultMessageChannel channel = new DefaultMessageChannel(this.transport, loop, messageFormat(),
					new Handles(this.format, link, loop), this.settings, this.peer, this.internal);
			if (this.listeners != null) {
				this.listeners.accept(channel);
			}
			channel.open();
			return channel;
		}
		catch (IOException | RuntimeException | Error ex) {
			// At once: the loop may be what has failed.
			this.transport.close();
			if (this.handles != null) {
				this.handles.close();
			}
			throw ex;
		}
	}

	private MessageFormat messageFormat() {
		JsonCodec records = (this.codec != null) ? this.codec : new JsonCodec();
		if (this.format == WireFormat.JSON) {
			if (this.internal != null) {
				throw new IllegalArgumentException("'internal' must not be set with JSON, which has no such messages");
			}
			return new NodeFormat((int) this.settings.maxMessageSize(), records);
		}
		// Both ends of a channel with internal messages may have a transport that offers
		// shared memory.
		return new FramesFormat(this.settings.maxMessageSize(), records,
				(this.internal == null) ? this.transport.memoryRole() : Transport.MemoryRole.NONE);
	}

}
