package io.penstock.streams.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A message for a queue, being put together. Not thread-safe. */
public final class QueueMessage {

    /** AWS's: a message of SQS has at most that many attributes. */
    public static final int ATTRIBUTES = 10;

    private final String topic;
    private final byte[] body;
    private final Headers headers = new RecordHeaders();
    private final boolean fifo;
    private byte @Nullable [] group;
    private boolean deduplicated;

    /** @param id the MessageId */
    public QueueMessage(QueueTarget queue, String id, String senderId, byte[] body) {
        this.topic = queue.topic();
        this.fifo = queue.fifo();
        this.body = body;
        header("sqs.message-id", id);
        header("sqs.sender-id", senderId);
    }

    private void header(String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** Sets MessageGroupId, which a FIFO queue needs: it is the record's key, so the group stays in one partition whoever sends to it. */
    public QueueMessage group(@Nullable String value) {
        group = value == null ? null : value.getBytes(UTF_8);
        return this;
    }

    /**
     * Sets MessageDeduplicationId, which a FIFO queue needs: by it the queue's owner knows, for five minutes, a message that is written again. One that is made
     * from what is delivered, and not drawn, makes a repetition after a crash harmless.
     */
    public QueueMessage deduplication(@Nullable String value) {
        if (value != null) {
            deduplicated = true;
            header("sqs.deduplication-id", value);
        }
        return this;
    }

    /** Sets AWSTraceHeader. */
    public QueueMessage trace(@Nullable String value) {
        if (value != null) {
            header("sqs.trace-header", value);
        }
        return this;
    }

    /** Adds a message attribute. */
    public QueueMessage attribute(String name, String type, byte[] value) {
        headers.add("sqs.attribute." + name, value);
        if (!type.equals("String")) {
            header("sqs.attribute-type." + name, type);
        }
        return this;
    }

    /** Adds a message attribute of type String. */
    public QueueMessage attribute(String name, String value) {
        return attribute(name, "String", value.getBytes(UTF_8));
    }

    /** The record to forward to a {@link QueueSink}. */
    public Record<byte[], TopicValue> record(long timestamp) {
        if (fifo && (group == null || !deduplicated)) {
            throw new IllegalStateException("a message for the FIFO queue of " + topic + " without a group or an id");
        }
        // On standard queues the key may be null: the topic then takes the message in any partition.
        return new Record<>(group, new TopicValue(topic, body), timestamp, headers);
    }
}
