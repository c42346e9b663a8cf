package io.penstock.services.sqs.rules;

import java.util.regex.Pattern;

/**
 * What an operator may choose.
 *
 * @param limits AWS's, or relaxed ones
 * @param urls how queue URLs look
 * @param topicPrefix put before the names of topics, 0 to 64 of {@code [A-Za-z0-9.-]}
 * @param partitions of a new queue's topic, 1 to 64; more let one queue use several shards, at the price of order on standard queues
 * @param bodyBytes heap for message bodies read ahead, for all queues of this node together
 */
public record SqsSettings(SqsLimits limits, Urls urls, String topicPrefix, int partitions, long bodyBytes) {

    /**
     * Queue URLs.
     *
     * @param host host and, unless it is the scheme's own, port of every form but {@link UrlStrategy#DYNAMIC}
     */
    public record Urls(UrlStrategy strategy, String host) {}

    /** The forms that LocalStack made known. Whatever is emitted, every form is accepted. */
    public enum UrlStrategy {
        /** As the caller addressed the server. */
        DYNAMIC,
        /** {@code http://sqs.<region>.<host>/<account>/<queue>}. */
        STANDARD,
        /** {@code http://<region>.queue.<host>/<account>/<queue>}. */
        DOMAIN,
        /** {@code http://<host>/queue/<region>/<account>/<queue>}. */
        PATH,
        /** {@code http://<host>/<account>/<queue>}. */
        OFF
    }

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9.-]{0,64}");

    /** For a developer's machine. */
    public static final SqsSettings DEFAULT = new SqsSettings(
            SqsLimits.RELAXED, new Urls(UrlStrategy.DYNAMIC, "localhost.localstack.cloud:4566"), "", 1, 64 << 20);

    public SqsSettings {
        if (!PREFIX.matcher(topicPrefix).matches()) {
            throw new IllegalArgumentException("a topic prefix is 0 to 64 of [A-Za-z0-9.-]: '" + topicPrefix + "'");
        }
        if (partitions < 1 || partitions > SqsLimits.PARTITIONS) {
            throw new IllegalArgumentException("partitions of a queue are 1 to 64: " + partitions);
        }
        if (bodyBytes < SqsLimits.MAXIMUM_MESSAGE_BYTES) {
            throw new IllegalArgumentException("bodies need room for one message at least: " + bodyBytes);
        }
    }

    /** These settings with other limits. */
    public SqsSettings with(SqsLimits changed) {
        return new SqsSettings(changed, urls, topicPrefix, partitions, bodyBytes);
    }
}
