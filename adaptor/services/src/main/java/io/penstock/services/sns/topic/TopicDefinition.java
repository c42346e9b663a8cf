package io.penstock.services.sns.topic;

import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic, as it is kept and as every node knows it.
 *
 * @param id drawn anew for each creation, so that nothing published to a deleted topic reaches its successor
 * @param attributes as they were set, checked; what is not set has its default
 * @param bodyFilters subscriptions with a filter policy on bodies
 * @param http what its DeliveryPolicy says; null when it has none
 * @param log of a FIFO topic; null for a standard topic
 */
public record TopicDefinition(
        String arn,
        String id,
        String owner,
        SortedMap<String, String> attributes,
        SortedMap<String, String> tags,
        int bodyFilters,
        @Nullable HttpPolicy http,
        @Nullable FifoLog log) {

    /** 1 or 2. */
    public int signatureVersion() {
        return "2".equals(attributes.get("SignatureVersion")) ? 2 : 1;
    }

    TopicDefinition withAttributes(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, changed, tags, bodyFilters, DeliveryPolicy.ofTopic(changed), log);
    }

    TopicDefinition withTags(SortedMap<String, String> changed) {
        return new TopicDefinition(arn, id, owner, attributes, changed, bodyFilters, http, log);
    }

    TopicDefinition withBodyFilters(int count) {
        return new TopicDefinition(arn, id, owner, attributes, tags, count, http, log);
    }

    /** The log of a topic that is known to be FIFO. */
    public FifoLog requiredLog() {
        FifoLog found = log;
        if (found == null) {
            throw new IllegalStateException("not a FIFO topic: " + arn);
        }
        return found;
    }

    /** Whether a message without MessageDeduplicationId is known by its content. */
    public boolean isContentBased() {
        return "true".equals(attributes.get(TopicAttributes.CONTENT_BASED));
    }

    /** Whether only messages of one group can be duplicates of each other. */
    public boolean isDeduplicatedPerGroup() {
        return TopicAttributes.PER_GROUP.equals(attributes.get(TopicAttributes.THROUGHPUT_SCOPE));
    }

    /** How many days the archive keeps messages; 0 without an archive. */
    public int archiveDays() {
        return ArchivePolicy.days(attributes.getOrDefault(TopicAttributes.ARCHIVE, ""));
    }

    /** From when on messages can be replayed, in milliseconds of the epoch. */
    public long archiveBegin(long nowMillis) {
        long since = Long.parseLong(attributes.getOrDefault(TopicAttributes.ARCHIVED_SINCE, "0"));
        return Math.max(since, nowMillis - Duration.ofDays(archiveDays()).toMillis());
    }
}
