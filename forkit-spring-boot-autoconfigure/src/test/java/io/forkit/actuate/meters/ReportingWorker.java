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

package io.forkit.actuate.meters;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.forkit.cluster.Worker;
import io.forkit.cluster.WorkerInfo;
import io.forkit.cluster.WorkerState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A worker with meters, which tells of them when it is told to.
 */
class ReportingWorker {

	final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	final MeterChanges changes;

	final Worker worker = mock(Worker.class);

	private final MetersTopic.Reports reports;

	ReportingWorker(int id, int slot, MetersTopic.Receiver receiver) {
		this(id, slot, receiver, MetersSettings.DEFAULTS.maxMeters());
	}

	ReportingWorker(int id, int slot, MetersTopic.Receiver receiver, int maxMeters) {
		this.changes = new MeterChanges(maxMeters, new AtomicInteger()::incrementAndGet);
		given(this.worker.id()).willReturn(id);
		given(this.worker.isStandby()).willCallRealMethod();
		slot(slot);
		state(WorkerState.READY);
		this.reports = receiver.open(this.worker);
	}

	static ReportingWorker standby(int id, MetersTopic.Receiver receiver) {
		return new ReportingWorker(id, WorkerInfo.NO_SLOT, receiver);
	}

	void slot(int slot) {
		given(this.worker.slot()).willReturn(slot);
	}

	void state(WorkerState state) {
		given(this.worker.state()).willReturn(state);
	}

	void report() throws IOException {
		report((message) -> {
		});
	}

	void report(Consumer<List<?>> seen) throws IOException {
		for (List<?> message : this.changes.read(this.registry.getMeters())) {
			seen.accept(message);
			this.reports.report(message);
		}
		this.changes.taken();
	}

	void send(Object... message) throws IOException {
		this.reports.report(List.of(message));
	}

	void end() {
		this.reports.end();
	}

}
