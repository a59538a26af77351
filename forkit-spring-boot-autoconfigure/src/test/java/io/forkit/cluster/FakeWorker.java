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

package io.forkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.forkit.cluster.ControlMessage.Hello;
import io.forkit.cluster.ControlMessage.Readiness;
import io.forkit.ipc.MessageChannel;
import io.forkit.posix.Fd;
import io.forkit.posix.Signal;
import io.forkit.posix.WaitStatus;
import org.jspecify.annotations.Nullable;

import static org.mockito.Mockito.mock;

/**
 * A worker process that does what a test says, and remembers what was done to it.
 */
final class FakeWorker implements WorkerProcess {

	private final WorkerLaunch launch;

	private final Listener listener;

	private final List<ControlMessage> messages = new ArrayList<>();

	private final MessageChannel channel = mock(MessageChannel.class);

	private final List<Signal> signals = new ArrayList<>();

	private boolean readingPaused;

	private @Nullable String lastWords;

	FakeWorker(WorkerLaunch launch, Listener listener) {
		this.launch = launch;
		this.listener = listener;
	}

	int id() {
		return this.launch.id();
	}

	int slot() {
		return this.launch.slot();
	}

	WorkerLaunch launch() {
		return this.launch;
	}

	@Override
	public long pid() {
		return 1000 + id();
	}

	@Override
	public void send(ControlMessage message) {
		this.messages.add(message);
	}

	@Override
	public MessageChannel messages() {
		return this.channel;
	}

	@Override
	public void signal(Signal signal) {
		this.signals.add(signal);
	}

	@Override
	public boolean isReadingPaused() {
		return this.readingPaused;
	}

	@Override
	public @Nullable String lastWords() {
		return this.lastWords;
	}

	/** It writes something, and ends. */
	void exits(int code, String words) {
		this.lastWords = words;
		exits(code);
	}

	void readingIsPaused(boolean paused) {
		this.readingPaused = paused;
	}

	List<Signal> signals() {
		return this.signals;
	}

	<T extends ControlMessage> List<T> received(Class<T> type) {
		return this.messages.stream().filter(type::isInstance).map(type::cast).toList();
	}

	boolean wasAskedToStop() {
		return !received(ControlMessage.Stop.class).isEmpty();
	}

	void says(ControlMessage message) {
		this.listener.received(message);
	}

	void asks(ControlMessage message) {
		this.listener.asked(message, this.messages::add);
	}

	void becomesOnline() {
		says(new Hello(pid()));
	}

	void becomesReady() {
		becomesOnline();
		says(new Readiness(true));
	}

	void losesChannel() {
		this.listener.channelClosed(null);
	}

	void exits(int code) {
		ends(WaitStatus.exited(code));
	}

	void isKilled() {
		ends(WaitStatus.killed(Signal.SIGKILL.number()));
	}

	void endsNobodyKnowsHow() {
		ends(null);
	}

	private void ends(@Nullable WaitStatus status) {
		losesChannel();
		this.listener.exited(status);
	}

	void closeFds() {
		this.messages.stream().map(ControlMessage::descriptor).filter(Objects::nonNull).forEach(Fd::close);
	}

}
