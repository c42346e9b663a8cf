package io.penstock.services.sns.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** What Publish and an entry of PublishBatch have in common. */
public record Outgoing(
        @Nullable String message,
        @Nullable String subject,
        @Nullable String structure,
        Map<String, MessageAttributeValue> attributes,
        @Nullable String group,
        @Nullable String deduplicationId) {

    public static Outgoing of(PublishRequest request) {
        return new Outgoing(
                request.message(),
                request.subject(),
                request.messageStructure(),
                request.messageAttributes(),
                request.messageGroupId(),
                request.messageDeduplicationId());
    }

    public static Outgoing of(PublishBatchRequestEntry entry) {
        return new Outgoing(
                entry.message(),
                entry.subject(),
                entry.messageStructure(),
                entry.messageAttributes(),
                entry.messageGroupId(),
                entry.messageDeduplicationId());
    }
}
