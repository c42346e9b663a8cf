package io.penstock.services.sqs.queue;

import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import java.util.List;
import java.util.OptionalLong;

/** The window of one partition. Companions may read it on the shard's thread; only {@link QueueEvent}s change it. */
public final class QueueState {

    private long scanned;

    QueueState() {}

    /** Where the scan of the topic partition goes on; offsets below are known. */
    public long scanFrom() {
        return scanned;
    }

    /**
     * Whether the tail should be followed now. FIFO: always. Standard: while the window has room, so that a deep backlog stays in the log. Look
     * again after every committed event, and pause or resume the feed.
     */
    public boolean wantsScan() {
        return true;
    }

    /** FIFO with a deep backlog: where {@link QueueProtocol.Command.Refill} should read now; empty when nothing is to be refilled. */
    public OptionalLong refillFrom() {
        return OptionalLong.empty();
    }

    /**
     * Everything below this offset may be trimmed from the topic partition: it is deleted, and de-duplication does not need it to be rebuilt. Looks at every
     * message in the window, so ask at intervals and not per message.
     */
    public long trimmable() {
        return scanned;
    }

    /** Messages on their way to another queue, by offset: what {@code Companion.opened} must finish. */
    public List<Moving> moving() {
        return List.of();
    }

    /** Offsets that the next receives will probably hand out, for reading ahead; at most {@code max}, cheap. */
    public long[] upcoming(int max) {
        return new long[0];
    }
}
