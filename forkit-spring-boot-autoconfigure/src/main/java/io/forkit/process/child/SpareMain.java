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

package io.forkit.process.child;

/**
 * The class that is started in a spare JVM: it gets everything ready, waits until a fork
 * needs the JVM and then is what {@link ForkedMain} is. Ends when the parent does not
 * need it any more, or is gone.
 *
 * @since 0.1.0
 */
public final class SpareMain {

	private SpareMain() {
	}

	/**
	 * Wait for a class and run it.
	 * @param args none
	 * @throws Throwable what the {@code main} of the class throws
	 */
	public static void main(String[] args) throws Throwable {
		WarmUp.run();
		// All of the class path is opened by that, as what is not there is looked for
		// everywhere.
		SpareMain.class.getClassLoader().getResource("META-INF/forkit/none");
		ForkedMain.prepare();
		SpareTransport transport = ParentLink.attachSpare();
		SpareOrder order = (transport != null) ? transport.await() : null;
		if (order == null) {
			// The parent is gone, or does not need this JVM.
			Runtime.getRuntime().exit(0);
			return;
		}
		ForkedMain.run(order.mainClass(), order.args().toArray(new String[0]));
	}

}
