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

    /** Nothing more is taken. */
    private boolean ending;

    /** Everything that was queued has left, and the other end is told that nothing follows. */
    private boolean ended;

    /**
     * Queues a frame.
     *
     * @param leaving run by the writing thread just before the frame is written; until then it certainly did not leave
     * @return false when the bound is reached, the connection is over or nothing more is taken; the frame never leaves then
     */
    boolean offer(byte[] content, Runnable leaving) {
        synchronized (queue) {
            if (closed || ending || bytes + content.length > MAX_BYTES) {
                return false;
            }
            queue.add(new Waiting(content, leaving));
            bytes += content.length;
            queue.notifyAll();
            return true;
        }
    }

    /**
     * Writes frames until the connection ends, or nothing more is taken and all has been written; then it ends its direction of the channel, else the channel.
     *
     * @param leaving makes the bytes that are written of those that were offered
     */
    void drainTo(Channel channel, UnaryOperator<byte[]> leaving) throws IOException, InterruptedException {
        for (Waiting next = take(channel); next != null; next = take(channel)) {
            next.leaving.run();
            channel.write(leaving.apply(next.content));
        }
        boolean complete;
        synchronized (queue) {
            complete = !closed;
        }
        if (complete) {
            channel.endOutput();
            synchronized (queue) {
                ended = true;
                queue.notifyAll();
            }
        } else {
            channel.close();
        }
    }

    private @Nullable Waiting take(Channel channel) throws IOException, InterruptedException {
        Waiting next = poll();
        if (next != null) {
            return next;
        }
        channel.flush();
        synchronized (queue) {
            while (queue.isEmpty() && !ending && !closed) {
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

    /** Takes nothing more; the writing thread ends when everything that was queued has left. */
    void end() {
        synchronized (queue) {
            ending = true;
            queue.notifyAll();
        }
    }

    /** Whether it takes nothing more. */
    boolean isEnding() {
        synchronized (queue) {
            return ending;
        }
    }

    /** Ends, and waits until everything that was queued has left, the connection is over, or the time is. */
    void finish(long untilNanos) throws InterruptedException {
        end();
        synchronized (queue) {
            for (long left = untilNanos - System.nanoTime();
                    !ended && !closed && left > 0;
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
