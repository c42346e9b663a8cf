package io.penstock.services.sqs.op;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** A message as a caller gave it, alone or in a batch. */
record Outgoing(@Nullable String body, @Nullable Integer delaySeconds, Attributes attributes, Fifo fifo) {

    /** What the caller attached. */
    record Attributes(Map<String, MessageAttributeValue> user, Map<String, MessageSystemAttributeValue> system) {}

    /** What orders and de-duplicates. */
    record Fifo(@Nullable String group, @Nullable String deduplicationId) {}

    static Outgoing of(SendMessageRequest request) {
        return new Outgoing(
                request.messageBody(),
                request.delaySeconds(),
                new Attributes(request.messageAttributes(), request.messageSystemAttributesAsStrings()),
                new Fifo(request.messageGroupId(), request.messageDeduplicationId()));
    }

    static Outgoing of(SendMessageBatchRequestEntry entry) {
        return new Outgoing(
                entry.messageBody(),
                entry.delaySeconds(),
                new Attributes(entry.messageAttributes(), entry.messageSystemAttributesAsStrings()),
                new Fifo(entry.messageGroupId(), entry.messageDeduplicationId()));
    }
}
