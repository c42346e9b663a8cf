package io.penstock.services.sqs.definition;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.services.sqs.rules.SqsLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attributes as they were set, checked and in canonical form; what is not set has its default. What every message asks for is parsed once. */
public final class QueueAttributes {

    public static final QueueAttributes NONE = new QueueAttributes(new TreeMap<>());

    private final SortedMap<String, String> set;
    private final transient boolean fifo;
    private final transient int maximumMessageSize;
    private final transient Duration visibilityTimeout;
    private final transient Duration delay;
    private final transient Duration retention;

    /** @param set only what differs from "never set"; no empty values */
    @JsonCreator
    public QueueAttributes(@JsonProperty("set") SortedMap<String, String> set) {
        this.set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
        this.fifo = "true".equals(set.get(AttributeName.FIFO_QUEUE.text()));
        this.maximumMessageSize = Integer.parseInt(value(AttributeName.MAXIMUM_MESSAGE_SIZE.text()));
        this.visibilityTimeout = seconds(AttributeName.VISIBILITY_TIMEOUT);
        this.delay = seconds(AttributeName.DELAY_SECONDS);
        this.retention = seconds(AttributeName.MESSAGE_RETENTION_PERIOD);
    }

    /** What was set. */
    public SortedMap<String, String> set() {
        return set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueAttributes attributes && set.equals(attributes.set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    @Override
    public String toString() {
        return set.toString();
    }

    /** These attributes after a checked change; empty values remove. */
    QueueAttributes with(Map<String, String> changes) {
        SortedMap<String, String> changed = new TreeMap<>(set);
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
        });
        return new QueueAttributes(changed);
    }

    /** The value of an attribute, its default if it was never set; empty when there is neither. */
    String value(String name) {
        String value = set.get(name);
        return value != null ? value : defaults().getOrDefault(name, "");
    }

    /** Everything that GetQueueAttributes reports of these, defaults included. */
    public SortedMap<String, String> withDefaults() {
        SortedMap<String, String> all = new TreeMap<>(defaults());
        all.putAll(set);
        return all;
    }

    private Map<String, String> defaults() {
        return isFifo() ? Defaults.FIFO : Defaults.STANDARD;
    }

    public boolean isFifo() {
        return fifo;
    }

    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    public Duration delay() {
        return delay;
    }

    public Duration retention() {
        return retention;
    }

    public Duration receiveWait() {
        return seconds(AttributeName.RECEIVE_WAIT);
    }

    public int maximumMessageSize() {
        return maximumMessageSize;
    }

    public boolean isContentBasedDeduplication() {
        return "true".equals(set.get(AttributeName.CONTENT_BASED_DEDUPLICATION.text()));
    }

    public boolean isDeduplicatedPerGroup() {
        return "messageGroup".equals(set.get(AttributeName.DEDUPLICATION_SCOPE.text()));
    }

    public boolean isThroughputPerGroup() {
        return "perMessageGroupId".equals(set.get(AttributeName.FIFO_THROUGHPUT_LIMIT.text()));
    }

    public Optional<RedrivePolicy> redrivePolicy() {
        return Optional.ofNullable(set.get(AttributeName.REDRIVE_POLICY.text())).map(RedrivePolicy::parse);
    }

    public RedriveAllowPolicy redriveAllowPolicy() {
        return Optional.ofNullable(set.get(AttributeName.REDRIVE_ALLOW_POLICY.text()))
                .map(RedriveAllowPolicy::parse)
                .orElse(RedriveAllowPolicy.DEFAULT);
    }

    private Duration seconds(AttributeName name) {
        return Duration.ofSeconds(Long.parseLong(value(name.text())));
    }

    /** Defaults (API reference, CreateQueue). */
    private static final class Defaults {

        static final Map<String, String> STANDARD = Map.of(
                AttributeName.DELAY_SECONDS.text(),
                "0",
                AttributeName.MAXIMUM_MESSAGE_SIZE.text(),
                Integer.toString(SqsLimits.MAXIMUM_MESSAGE_BYTES),
                AttributeName.MESSAGE_RETENTION_PERIOD.text(),
                Integer.toString(SqsLimits.DEFAULT_RETENTION_SECONDS),
                AttributeName.RECEIVE_WAIT.text(),
                "0",
                AttributeName.VISIBILITY_TIMEOUT.text(),
                Integer.toString(SqsLimits.DEFAULT_VISIBILITY_SECONDS),
                AttributeName.SQS_MANAGED_SSE.text(),
                "false");

        static final Map<String, String> FIFO = fifo();

        private static Map<String, String> fifo() {
            Map<String, String> fifo = new TreeMap<>(STANDARD);
            fifo.put(AttributeName.CONTENT_BASED_DEDUPLICATION.text(), "false");
            fifo.put(AttributeName.DEDUPLICATION_SCOPE.text(), "queue");
            fifo.put(AttributeName.FIFO_THROUGHPUT_LIMIT.text(), "perQueue");
            return Map.copyOf(fifo);
        }
    }
}
