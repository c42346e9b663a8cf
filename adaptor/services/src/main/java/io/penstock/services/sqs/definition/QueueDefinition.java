package io.penstock.services.sqs.definition;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue as every node knows it.
 *
 * @param arn the queue's ARN
 * @param id drawn anew for each creation, so that nothing of a deleted queue is taken for that of its successor
 * @param placement where its messages are
 */
public record QueueDefinition(
        String arn,
        String id,
        QueueAttributes attributes,
        SortedMap<String, String> tags,
        Placement placement,
        Times times) {

    /**
     * Where messages are.
     *
     * @param partitions of the topic; 0 asks for the operator's default and is replaced when the topic exists
     * @param topicId of the cluster; null until the topic exists, and in definitions from before it was kept
     */
    public record Placement(
            String topic, int partitions, @Nullable String topicId) {}

    /**
     * Epoch milliseconds of creation and of the last change of attributes.
     *
     * @param delays that the queue had before, oldest first; null in definitions from before they were kept
     */
    public record Times(
            long createdMillis,
            long modifiedMillis,
            @Nullable List<EarlierDelay> delays) {

        /** Of a queue that is made now. */
        static Times created(long nowMillis) {
            return new Times(nowMillis, nowMillis, null);
        }
    }

    /** A DelaySeconds that the queue had until then. */
    public record EarlierDelay(long untilMillis, int seconds) {}

    /**
     * How long an earlier delay is kept: what was sent before is visible by then, whatever its delay, and clocks of nodes and brokers may differ by five minutes
     * more.
     */
    private static final long KEPT_MILLIS = 1_000L * (SqsLimits.DELAY_SECONDS + 300);

    /** Earlier delays kept at most: a bound for those who change it all the time. */
    private static final int KEPT = 100;

    public QueueDefinition {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** The ARN, parsed. */
    public Arn parsedArn() {
        return Arn.parse(arn).orElseThrow(() -> new IllegalStateException("a definition without a valid ARN: " + arn));
    }

    /** The queue's name. */
    public String name() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    public boolean isFifo() {
        return attributes.isFifo();
    }

    /** The DelaySeconds that the queue had at that time, as far back as it can still matter. */
    public int delaySecondsAt(long millis) {
        for (EarlierDelay earlier : earlierDelays()) {
            if (millis < earlier.untilMillis()) {
                return earlier.seconds();
            }
        }
        return (int) attributes.delay().toSeconds();
    }

    /** Whether the DelaySeconds was another one not long ago. */
    public boolean hadOtherDelays() {
        return !earlierDelays().isEmpty();
    }

    private List<EarlierDelay> earlierDelays() {
        List<EarlierDelay> delays = times.delays();
        return delays == null ? List.of() : delays;
    }

    QueueDefinition withAttributes(QueueAttributes changed, long nowMillis) {
        Times then = new Times(times.createdMillis(), nowMillis, delaysBefore(changed, nowMillis));
        return new QueueDefinition(arn, id, changed, tags, placement, then);
    }

    private @Nullable List<EarlierDelay> delaysBefore(QueueAttributes changed, long nowMillis) {
        List<EarlierDelay> delays = new ArrayList<>(earlierDelays());
        delays.removeIf(earlier -> earlier.untilMillis() <= nowMillis - KEPT_MILLIS);
        if (!changed.delay().equals(attributes.delay())) {
            // A clock may go back; the list does not.
            long until = delays.isEmpty()
                    ? nowMillis
                    : Math.max(nowMillis, delays.getLast().untilMillis());
            delays.add(new EarlierDelay(until, (int) attributes.delay().toSeconds()));
        }
        int surplus = Math.max(0, delays.size() - KEPT);
        return delays.isEmpty() ? null : List.copyOf(delays.subList(surplus, delays.size()));
    }

    QueueDefinition withTags(SortedMap<String, String> changed) {
        return new QueueDefinition(arn, id, attributes, changed, placement, times);
    }

    QueueDefinition withTopic(int partitions, @Nullable String topicId) {
        Placement found = new Placement(placement.topic(), partitions, topicId);
        return new QueueDefinition(arn, id, attributes, tags, found, times);
    }
}
