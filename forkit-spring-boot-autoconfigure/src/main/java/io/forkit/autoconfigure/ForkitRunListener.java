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

import java.time.Duration;

import io.forkit.cluster.ClusterLifecycle;
import io.forkit.cluster.ClusterRole;
import io.forkit.cluster.ListenException;
import io.forkit.cluster.ListenerInfo;
import io.forkit.cluster.WorkerIdentity;
import io.forkit.cluster.gate.AcceptGateSettings;
import io.forkit.cluster.gate.WorkerGates;
import io.forkit.cluster.restart.StartFailure;
import io.forkit.cluster.worker.ClusterWorker;
import io.forkit.cluster.worker.WorkerApplicationListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AotApplicationContextInitializer;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Makes of the start of an application what its role asks for: in the primary it becomes
 * the start of the supervisor, in the same {@link SpringApplication}.
 */
class ForkitRunListener implements SpringApplicationRunListener, Ordered {

	private final SpringApplication application;

	private ClusterRole role = ClusterRole.SINGLE;

	private @Nullable ClusterLifecycle cluster;

	private boolean prepared;

	ForkitRunListener(SpringApplication application, String[] args) {
		this.application = application;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		// The configuration may come from afar, and the parent may die meanwhile.
		OnForkedCondition.attach();
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		this.role = OnClusterRoleCondition.role(environment);
		this.prepared = true;
		if (this.role == ClusterRole.PRIMARY) {
			this.application.setApplicationContextFactory(ApplicationContextFactory.DEFAULT);
			if (AotDetector.useGeneratedArtifacts()) {
				// With an initializer of this type there, Boot does not look for the one
				// that was
				// generated for the application.
				this.application
					.addInitializers((AotApplicationContextInitializer<ConfigurableApplicationContext>) (context) -> {
					});
			}
		}
		WorkerIdentity identity = (this.role == ClusterRole.WORKER) ? WorkerIdentity.ofThisProcess() : null;
		if (identity != null) {
			ClusterSettingsReader reader = new ClusterSettingsReader(environment);
			ClusterWorker worker = ClusterWorker.connect(identity, reader.properties().orphanTimeout());
			worker.watched(new HealthSettingsReader(environment).settings());
			AcceptGateSettings gate = reader.acceptGate();
			if (gate != null) {
				WorkerGates.install(WorkerIdentity.isChosen() ? gate.withoutShedding() : gate, worker);
			}
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		ClusterWorker worker = (this.role == ClusterRole.WORKER) ? ClusterWorker.current() : null;
		if (worker != null) {
			worker.attach(context);
			context.addApplicationListener(new AcceptGateReadiness());
			context.addApplicationListener(new WorkerApplicationListener(worker, context));
			if (!new ClusterSettingsReader(context.getEnvironment()).stopDelay().isZero()) {
				worker.expectStopNotice(context);
			}
		}
	}

	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		if (this.role == ClusterRole.PRIMARY) {
			this.cluster = PrimaryContext.prepare(context);
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.cluster != null) {
			awaitStarted(this.cluster);
			this.cluster.awaitEnded();
			// What the user's main method does after this would miss the application.
			System.exit(this.cluster.exitCode());
		}
		ClusterWorker worker = (this.role == ClusterRole.WORKER) ? ClusterWorker.current() : null;
		if (worker != null) {
			KeptConfiguration.ofThisProcess().keep();
			worker.applicationReady();
		}
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		ClusterWorker worker = this.prepared ? null : connectEarly();
		if (this.role == ClusterRole.WORKER) {
			worker = ClusterWorker.current();
		}
		if (worker != null) {
			worker.startFailed(failure(exception));
		}
	}

	private static StartFailure failure(Throwable exception) {
		StartFailure failure = StartFailure.of(exception);
		String file = KeptConfiguration.ofThisProcess().unreadable();
		return (file != null) ? new StartFailure(failure.exception(), file + ": " + failure.message()) : failure;
	}

	/** The configuration cannot be read, and so nothing that is in there is known. */
	private static @Nullable ClusterWorker connectEarly() {
		WorkerIdentity identity = WorkerIdentity.ofThisProcess();
		return (identity != null) ? ClusterWorker.connect(identity, Duration.ZERO) : null;
	}

	private static void awaitStarted(ClusterLifecycle cluster) {
		try {
			cluster.awaitStarted();
		}
		catch (ListenException ex) {
			boolean portInUse = ex.isPortInUse() && ex.getPort() != ListenerInfo.NO_PORT;
			if (portInUse && ClassUtils.isPresent("org.springframework.boot.web.server.PortInUseException",
					ForkitRunListener.class.getClassLoader())) {
				throw PortInUse.exception(ex);
			}
			throw ex;
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/** Apart, because the class may be missing. */
	private static final class PortInUse {

		static RuntimeException exception(ListenException cause) {
			// Without the exception itself, for which there is an analyzer as well.
			return new PortInUseException(cause.getPort(), cause.getCause());
		}

	}

}
