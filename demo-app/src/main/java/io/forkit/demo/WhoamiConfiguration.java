package io.forkit.demo;

import io.forkit.cluster.worker.ClusterWorker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Provides who this process is to whoever asks.
 */
@Configuration(proxyBeanMethods = false)
class WhoamiConfiguration {

	@Bean
	Whoami whoami(ObjectProvider<ClusterWorker> worker) {
		long pid = ProcessHandle.current().pid();
		ClusterWorker self = worker.getIfAvailable();
		return (self != null) ? new Whoami(self.slot(), self.id(), pid) : new Whoami(null, null, pid);
	}

}
