package io.penstock.services.sqs.definition;

import java.util.Optional;

/**
 * Attributes that a caller may set.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">SetQueueAttributes</a>
 */
enum AttributeName {
    DELAY_SECONDS("DelaySeconds"),
    MAXIMUM_MESSAGE_SIZE("MaximumMessageSize"),
    MESSAGE_RETENTION_PERIOD("MessageRetentionPeriod"),
    POLICY("Policy"),
    RECEIVE_WAIT("ReceiveMessageWaitTimeSeconds"),
    REDRIVE_POLICY("RedrivePolicy"),
    REDRIVE_ALLOW_POLICY("RedriveAllowPolicy"),
    VISIBILITY_TIMEOUT("VisibilityTimeout"),
    KMS_MASTER_KEY_ID("KmsMasterKeyId"),
    KMS_REUSE("KmsDataKeyReusePeriodSeconds"),
    SQS_MANAGED_SSE("SqsManagedSseEnabled"),
    FIFO_QUEUE("FifoQueue"),
    CONTENT_BASED_DEDUPLICATION("ContentBasedDeduplication"),
    DEDUPLICATION_SCOPE("DeduplicationScope"),
    FIFO_THROUGHPUT_LIMIT("FifoThroughputLimit");

    private final String text;

    AttributeName(String text) {
        this.text = text;
    }

    /** AWS's name. */
    String text() {
        return text;
    }

    static Optional<AttributeName> of(String text) {
        for (AttributeName name : values()) {
            if (name.text.equals(text)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
