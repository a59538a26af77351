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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.forkit.ipc.json.JsonCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Inbox}.
 */
class InboxTests {

	private final List<Long> delivered = new ArrayList<>();

	private final Owner owner = new Owner();

	private final Inbox inbox = new Inbox(1000, this.owner);

	@Test
	void whatArrivesWhileSomebodyBeginsToListenDoesNotOvertakeWhatWasKept() {
		add(1);
		add(2);
		add(3);
		this.owner.whilePreparing = (number) -> {
			if (number == 3) {
				this.inbox.listen(Object.class, (message, exchange) -> {
				});
			}
		};
		drain();
		add(4);
		drain();
		assertThat(this.delivered).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void theSameHoldsForWhoeverIsToldOfWhatIsNotHandled() {
		add(1);
		add(2);
		this.owner.whilePreparing = (number) -> {
			if (number == 2) {
				this.inbox.unhandled((message) -> {
				});
			}
		};
		drain();
		assertThat(this.delivered).containsExactly(1L, 2L);
	}

	@Test
	void listenersThatAreAddedOneAfterTheOtherGetWhatWasKeptInItsOrder() {
		add(1, 1L);
		add(2, "text");
		add(3, 3L);
		drain();
		this.inbox.listen(Long.class, (message, exchange) -> {
		});
		this.inbox.listen(String.class, (message, exchange) -> {
		});
		add(4, 4L);
		drain();
		assertThat(this.delivered).containsExactly(1L, 2L, 3L, 4L);
	}

	private void add(long number) {
		add(number, null);
	}

	private void add(long number, @Nullable Object value) {
		this.inbox
			.add(new Incoming(number, Envelope.PLAIN, new ValueBody(value, 16, new Beans(new JsonCodec())), null));
	}

	private void drain() {
		if (this.inbox.claim()) {
			this.inbox.run();
		}
	}

	private final class Owner implements Inbox.Owner {

		private Consumer<Long> whilePreparing = (number) -> {
		};

		@Override
		public boolean prepare(Incoming incoming) {
			Consumer<Long> once = this.whilePreparing;
			once.accept(incoming.number());
			return true;
		}

		@Override
		public MessageFormat.@Nullable Failure deliver(Incoming incoming, List<Listeners.Listener<?>> listeners,
				List<Consumer<UnhandledMessage>> unhandled) {
			InboxTests.this.delivered.add(incoming.number());
			return null;
		}

		@Override
		public void handled(long number, MessageFormat.@Nullable Failure failure) {
		}

		@Override
		public void kept(Incoming incoming) {
		}

		@Override
		public void hasRoom() {
		}

		@Override
		public void wake() {
		}

	}

}
