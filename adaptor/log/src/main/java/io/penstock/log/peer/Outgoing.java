package io.penstock.log.peer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Frames that wait to be written to a channel, bounded by bytes, and the thread that writes them. Offering never blocks. */
final class Outgoing {

    /** Bytes waiting at most on one connection. */
    static final int MAX_BYTES = 128 << 20;

    /** A frame, and whom to tell just before its first byte leaves. */
    private record Waiting(byte[] content, Runnable leaving) {}

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** Whether everything that was queued has left. */
    private boolean idle = true;

    private boolean finishing;

    /**
     * Queues a frame.
     *
     * @param leaving run by the writing thread just before the frame is written; until then it certainly did not leave
     * @return false when the bound is reached or the connection is over; the frame never leaves then, nor behind {@link #finish}
     */
    boolean offer(byte[] content, Runnable leaving) {
        synchronized (queue) {
            if (closed || bytes + content.length > MAX_BYTES) {
                return false;
            }
            if (finishing) {
                return true;
            }
            queue.add(new Waiting(content, leaving));
            bytes += content.length;
            idle = false;
            queue.notifyAll();
            return true;
        }
    }

    /**
     * Writes frames until the connection ends.
     *
     * @param leaving makes the bytes that are written of those that were offered
     */
    void drainTo(Channel channel, UnaryOperator<byte[]> leaving) throws IOException, InterruptedException {
        for (Waiting next = take(channel); next != null; next = take(channel)) {
            next.leaving.run();
            channel.write(leaving.apply(next.content));
        }
    }

    private @Nullable Waiting take(Channel channel) throws IOException, InterruptedException {
        Waiting next = poll();
        if (next != null) {
            return next;
        }
        channel.flush();
        synchronized (queue) {
            if (queue.isEmpty()) {
                idle = true;
                queue.notifyAll();
            }
            while (queue.isEmpty() && !closed) {
                queue.wait();
            }
            return poll();
        }
    }

    private @Nullable Waiting poll() {
        synchronized (queue) {
            Waiting next = closed ? null : queue.poll();
            if (next != null) {
                bytes -= next.content.length;
            }
            return next;
        }
    }

    /** Takes nothing more, and waits until everything that was queued has left, the connection is over, or the time is. */
    void finish(long untilNanos) throws InterruptedException {
        synchronized (queue) {
            finishing = true;
            for (long left = untilNanos - System.nanoTime();
                    !idle && !closed && left > 0;
                    left = untilNanos - System.nanoTime()) {
                queue.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            }
        }
    }

    /** Ends the writing thread; what waits never leaves. */
    void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            queue.notifyAll();
        }
    }
}
