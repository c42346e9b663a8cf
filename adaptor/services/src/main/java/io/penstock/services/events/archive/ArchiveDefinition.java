package io.penstock.services.events.archive;

import org.jspecify.annotations.Nullable;

/**
 * An archive, as it is kept and as the routing knows it.
 *
 * @param bus the ARN of the bus whose events it takes
 * @param pattern of events that it takes, or null for all
 * @param retentionDays 0 for ever
 * @param created epoch milliseconds
 * @param since the version of the bus that it was made at: events put by who knew an older one are none of its
 * @param topic Kafka's, without the operator's prefix
 * @param topicId null as long as the topic is not there
 * @param version at which it changed last
 */
public record ArchiveDefinition(
        String arn,
        String name,
        String bus,
        @Nullable String description,
        @Nullable String pattern,
        int retentionDays,
        long created,
        long since,
        String topic,
        @Nullable String topicId,
        int partitions,
        long version) {

    private static final String TOPIC = "events.archive.";

    /** Kafka takes no two topics that differ only in dots and underscores, so names with an underscore get a mark of their own. */
    public static String topicOf(String region, String account, String name) {
        String mark = name.indexOf('_') < 0 ? "" : "-" + Integer.toHexString(name.hashCode());
        return TOPIC + region + "." + account + "." + name + mark;
    }

    ArchiveDefinition at(long now) {
        return new ArchiveDefinition(
                arn, name, bus, description, pattern, retentionDays, created, since, topic, topicId, partitions, now);
    }

    ArchiveDefinition ready(String id, int count, long now) {
        return new ArchiveDefinition(
                arn, name, bus, description, pattern, retentionDays, created, since, topic, id, count, now);
    }

    /** What is null stays; an empty text is none. */
    ArchiveDefinition with(
            @Nullable String newDescription, @Nullable String newPattern, @Nullable Integer days, long now) {
        return new ArchiveDefinition(
                arn,
                name,
                bus,
                newDescription == null ? description : newDescription,
                newPattern == null ? pattern : newPattern.isEmpty() ? null : newPattern,
                days == null ? retentionDays : days,
                created,
                since,
                topic,
                topicId,
                partitions,
                now);
    }
}
