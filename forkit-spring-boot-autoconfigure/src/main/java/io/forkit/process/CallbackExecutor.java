package io.forkit.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the executor that runs what users attach to futures.
 */
final class CallbackExecutor {

	private CallbackExecutor() {
	}

	static ExecutorService create() {
		try {
			// Since JDK 21. JDK 19 and 20 have it too but refuse to make one.
			return (ExecutorService) MethodHandles.publicLookup()
				.findStatic(Executors.class, "newVirtualThreadPerTaskExecutor",
						MethodType.methodType(ExecutorService.class))
				.invokeExact();
		}
		catch (Throwable ex) {
			return Executors.newCachedThreadPool(daemons());
		}
	}

	private static ThreadFactory daemons() {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "forkit-callback-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

}
