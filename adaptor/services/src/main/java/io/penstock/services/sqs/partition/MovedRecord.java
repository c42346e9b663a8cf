package io.penstock.services.sqs.partition;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.MessageHeaders;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is written to the queue it moves to. A move that was repeated after a crash writes the same record again, and the target
 * recognises it by {@link MessageHeaders#MOVE_ID}.
 *
 * @param message at the source
 * @param sourceArn ARN of the source
 */
record MovedRecord(StoredMessage message, String sourceArn, Moving moving) {

    private static final Set<String> REPLACED = Set.of(
            MessageHeaders.MESSAGE_ID,
            MessageHeaders.DEDUPLICATION_ID,
            MessageHeaders.DELAY_SECONDS,
            MessageHeaders.SENT_TIMESTAMP,
            MessageHeaders.RECEIVE_COUNT,
            MessageHeaders.SOURCE_ARN,
            MessageHeaders.MOVE_ID,
            MessageHeaders.SOURCE,
            MessageHeaders.SOURCE_POSITION,
            MessageHeaders.SOURCE_AFTER);

    String moveId() {
        return message.queueId() + ":" + message.partition() + ":"
                + message.record().offset();
    }

    /** What goes to a queue. */
    NewRecord toRecord(boolean fifo) {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of(MessageHeaders.MESSAGE_ID, messageId()));
        headers.add(Header.of(MessageHeaders.MOVE_ID, moveId()));
        headers.add(Header.of(MessageHeaders.DELAY_SECONDS, "0"));
        if (fifo) {
            String id = message.deduplicationId()
                    .orElseGet(() -> Digests.sha256(message.record().value()));
            headers.add(Header.of(MessageHeaders.DEDUPLICATION_ID, id));
        }
        if (moving.kind() == MoveKind.DEAD_LETTER) {
            headers.add(Header.of(MessageHeaders.SOURCE_ARN, sourceArn));
            headers.add(Header.of(MessageHeaders.RECEIVE_COUNT, Integer.toString(receives())));
            if (!fifo) {
                // AWS: the original enqueue time goes on counting on standard queues and starts anew on FIFO queues.
                headers.add(Header.of(MessageHeaders.SENT_TIMESTAMP, Long.toString(message.sentMillis())));
            }
        }
        for (Header header : message.record().headers()) {
            if (!REPLACED.contains(header.key())) {
                headers.add(header);
            }
        }
        return new NewRecord(key(fifo), message.record().value(), headers);
    }

    private int receives() {
        return message.earlierReceives() + moving.receiveCount();
    }

    /** A dead letter keeps its id. A message moved by a task is a new one for AWS; its id is made from the move, to survive repetition. */
    private String messageId() {
        return switch (moving.kind()) {
            case DEAD_LETTER -> message.messageId();
            case TASK ->
                UUID.nameUUIDFromBytes(("move:" + moveId()).getBytes(StandardCharsets.UTF_8))
                        .toString();
        };
    }

    byte @Nullable [] key(boolean fifo) {
        byte[] key = message.record().key();
        return key == null && fifo ? StoredMessage.GROUP_WITHOUT_KEY.getBytes(StandardCharsets.UTF_8) : key;
    }
}
