package io.penstock.services.sqs.message;

/** Names of the record headers of a queue's topic. They are public: plain Kafka clients read and write them. Never rename one. */
public final class MessageHeaders {

    /** The MessageId, a UUID as text. A record without one gets an id derived from its place. */
    public static final String MESSAGE_ID = "sqs.message-id";

    /** MessageDeduplicationId, FIFO. */
    public static final String DEDUPLICATION_ID = "sqs.deduplication-id";

    /** Delay in seconds, decimal, counted from the record's timestamp; without it the queue's own delay holds. */
    public static final String DELAY_SECONDS = "sqs.delay-seconds";

    /** SenderId. */
    public static final String SENDER_ID = "sqs.sender-id";

    /** AWSTraceHeader. */
    public static final String TRACE_HEADER = "sqs.trace-header";

    /** Prefix of a message attribute; the rest is its name, the header's value is its value. */
    public static final String ATTRIBUTE = "sqs.attribute.";

    /** Prefix of a message attribute's data type; the rest is its name. Without it the attribute is a String. */
    public static final String ATTRIBUTE_TYPE = "sqs.attribute-type.";

    /** Moved messages: when the message was first sent, epoch milliseconds, decimal. */
    public static final String SENT_TIMESTAMP = "sqs.sent-timestamp";

    /** Moved messages: how often it had been received before, decimal. */
    public static final String RECEIVE_COUNT = "sqs.receive-count";

    /** Moved messages: ARN of the queue it came from. */
    public static final String SOURCE_ARN = "sqs.dead-letter-queue-source-arn";

    /** Moved messages: {@code <creation id>:<partition>:<offset>} at the source, the same for a move that was repeated after a crash. */
    public static final String MOVE_ID = "sqs.move-id";

    /** What its writer reads in order and may write again after a crash: a name for that log, as far as it is for this queue. */
    public static final String SOURCE = "sqs.source";

    /** The record's place in its source, decimal; a queue takes each place once. */
    public static final String SOURCE_POSITION = "sqs.source-position";

    /** The place before, decimal, if its append was not acknowledged when this record was sent: without that one, this one does not count. */
    public static final String SOURCE_AFTER = "sqs.source-after";

    private MessageHeaders() {}
}
