package io.penstock.services.sqs.partition;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.definition.QueueAttributes;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.queue.GroupHash;
import io.penstock.services.sqs.queue.Origin;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the window needs to know of a record. */
final class RecordReader {

    private static final long SECOND = 1_000;

    private final QueueDefinition queue;
    private final QueueAttributes attributes;
    private final int partition;

    RecordReader(QueueDefinition queue, int partition) {
        this.queue = queue;
        this.attributes = queue.attributes();
        this.partition = partition;
    }

    List<Scanned> read(List<LogRecord> records) {
        return records.stream().map(this::read).toList();
    }

    private Scanned read(LogRecord record) {
        StoredMessage message = new StoredMessage(record, queue.id(), partition);
        long sent = queue.isFifo() ? record.timestampMillis() : message.sentMillis();
        return new Scanned(
                record.offset(),
                record.timestampMillis(),
                sent,
                due(message),
                group(message),
                key(message),
                message.source()
                        .map(source -> new Origin(
                                Hash128.of("source", source),
                                message.sourcePosition().orElseThrow(),
                                message.sourceAfter().orElse(-1)))
                        .orElse(null));
    }

    /** Of a FIFO queue the delay that it has now counts, of a standard queue the one that it had when the message was sent. */
    private long due(StoredMessage message) {
        long sent = message.record().timestampMillis();
        if (queue.isFifo() && message.delaySeconds().isEmpty()) {
            return Scanned.BY_QUEUE;
        }
        long delay = message.delaySeconds().orElseGet(() -> queue.delaySecondsAt(sent));
        return delay == 0 ? 0 : sent + delay * SECOND;
    }

    private long group(StoredMessage message) {
        Optional<String> group = message.group();
        if (queue.isFifo()) {
            return GroupHash.of(group.orElse(StoredMessage.GROUP_WITHOUT_KEY));
        }
        return group.map(GroupHash::of).orElse(GroupHash.NONE);
    }

    /** Kinds of keys have prefixes of their own, so that an id that looks like another kind's never meets it. */
    private @Nullable Hash128 key(StoredMessage message) {
        if (message.moveId().isPresent()) {
            return Hash128.of("move", message.moveId().get());
        }
        if (!queue.isFifo()) {
            return null;
        }
        Optional<String> id = message.deduplicationId()
                .or(() -> attributes.isContentBasedDeduplication()
                        ? Optional.of(Digests.sha256(message.record().value()))
                        : Optional.empty());
        if (id.isEmpty()) {
            return null;
        }
        return attributes.isDeduplicatedPerGroup()
                ? Hash128.of("group", message.group().orElse(StoredMessage.GROUP_WITHOUT_KEY), id.get())
                : Hash128.of("queue", id.get());
    }
}
