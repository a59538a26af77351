package io.forkit.ipc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Remembers in their order the frames that a channel has received, and its end.
 */
class RecordingListener implements FrameChannel.Listener {

	private final List<Object> happened = new CopyOnWriteArrayList<>();

	@Override
	public void received(Frame frame) {
		this.happened.add(frame);
	}

	@Override
	public void closed(@Nullable IOException cause) {
		this.happened.add(new Closed(cause));
	}

	List<Object> happened() {
		return List.copyOf(this.happened);
	}

	List<Frame> frames() {
		return happened().stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
	}

	List<Closed> ends() {
		return happened().stream().filter(Closed.class::isInstance).map(Closed.class::cast).toList();
	}

	/**
	 * The channel was closed.
	 *
	 * @param cause why
	 */
	record Closed(@Nullable IOException cause) {

	}

}
