package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads the bodies of messages that somebody looks at, as many of the first as fit into one answer. */
final class Peeking {

    /** Bytes of records after which an answer is full; the last few read may be beyond it. */
    private static final long ANSWER_BYTES = 8 << 20;

    /** Messages read in one go: none of them may be larger than 1.125 MiB. */
    private static final int AT_ONCE = 8;

    private final Bodies bodies;
    private final List<PeekedMessage> filled = new ArrayList<>();
    private long bytes;

    Peeking(Bodies bodies) {
        this.bodies = bodies;
    }

    /** The first of the messages with their records, in the order given; those that the log does not have any more are left out. */
    CompletableFuture<List<PeekedMessage>> fill(List<PeekedMessage> messages) {
        if (messages.isEmpty() || bytes >= ANSWER_BYTES) {
            return CompletableFuture.completedFuture(filled);
        }
        int count = Math.min(AT_ONCE, messages.size());
        List<PeekedMessage> next = messages.subList(0, count);
        return bodies.look(next.stream().map(PeekedMessage::offset).toList()).thenCompose(records -> {
            next.forEach(message -> fill(message, records));
            return fill(messages.subList(count, messages.size()));
        });
    }

    private void fill(PeekedMessage message, Map<Long, LogRecord> records) {
        LogRecord record = records.get(message.offset());
        if (record != null) {
            bytes += BodyBudget.cost(record);
            filled.add(message.with(record));
        }
    }
}
