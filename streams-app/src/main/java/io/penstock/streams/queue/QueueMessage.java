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
    private byte @Nullable [] group;

    /** @param id the MessageId */
    public QueueMessage(QueueTarget queue, String id, String senderId, byte[] body) {
        this.topic = queue.topic();
        this.body = body;
        header("sqs.message-id", id);
        header("sqs.sender-id", senderId);
    }

    private void header(String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** Sets MessageGroupId. */
    public QueueMessage group(@Nullable String value) {
        group = value == null ? null : value.getBytes(UTF_8);
        return this;
    }

    /** Sets MessageDeduplicationId, by which a FIFO queue knows a message that is written again. */
    public QueueMessage deduplication(@Nullable String value) {
        if (value != null) {
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
        // A key may be null: the queue's topic then takes the message in any partition.
        return new Record<>(group, new TopicValue(topic, body), timestamp, headers);
    }
}
