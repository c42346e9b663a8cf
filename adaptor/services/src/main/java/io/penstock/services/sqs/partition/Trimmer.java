package io.penstock.services.sqs.partition;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.concurrent.CompletableFuture;

/** Lets Kafka forget messages that are gone. Rarely: only after many are gone, and never two trims at a time. Used on the shard's thread. */
final class Trimmer {

    /** Finding the low-water mark looks at the whole window, and a trim is a request to the broker. */
    private static final int WORTHWHILE = 10_000;

    /** A segment of the topic: the broker frees whole ones, and of large messages ten thousand would be gigabytes. */
    private static final long WORTHWHILE_BYTES = 128 << 20;

    /** De-duplication holds a trim back for minutes, so on FIFO queues the passing of time makes another one worthwhile. */
    private static final int WORTHWHILE_LATER = 1_000;

    private static final long MINUTE = 60_000;

    private final Self<Command, Reply> self;
    private final RecordLog log;
    private final TopicPartition topic;
    private final Bodies bodies;
    private long gone;
    private long goneInAll;
    private long lookedAtMillis;
    private volatile long trimmed;
    private volatile boolean busy;

    Trimmer(Self<Command, Reply> self, RecordLog log, TopicPartition topic, Bodies bodies) {
        this.self = self;
        this.log = log;
        this.topic = topic;
        this.bodies = bodies;
    }

    void gone(int messages) {
        gone += messages;
        goneInAll += messages;
    }

    void purged() {
        gone(WORTHWHILE);
    }

    /** Time passed in the window: once a minute the log's end is told, so that a quiet queue forgets old keys and can be trimmed. */
    void timePassed(long nowMillis) {
        if (nowMillis - lookedAtMillis < MINUTE) {
            return;
        }
        lookedAtMillis = nowMillis;
        if (goneInAll >= WORTHWHILE_LATER) {
            goneInAll = 0;
            gone = WORTHWHILE;
        }
        log.end(topic).thenCompose(end -> self.submit(new Command.Quiet(end)));
    }

    /** Trims if it is worthwhile now. */
    void trim() {
        boolean worthwhile = gone >= WORTHWHILE || gone * bodies.averageBytes() >= WORTHWHILE_BYTES;
        if (!worthwhile || busy) {
            return;
        }
        gone = 0;
        busy = true;
        self.submit(new Command.Trim()).thenCompose(this::trim).whenComplete((nothing, failure) -> busy = false);
    }

    private CompletableFuture<Void> trim(Reply reply) {
        if (!(reply instanceof Reply.Trimmable(long before)) || before <= trimmed) {
            return CompletableFuture.completedFuture(null);
        }
        bodies.drop(0, before - 1);
        return log.trim(topic, before).thenRun(() -> trimmed = before);
    }
}
