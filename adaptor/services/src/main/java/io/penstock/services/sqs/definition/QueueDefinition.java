package io.penstock.services.sqs.definition;

import io.penstock.kernel.name.Arn;
import java.util.Collections;
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

    /** Epoch milliseconds of creation and of the last change of attributes. */
    public record Times(long createdMillis, long modifiedMillis) {}

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

    QueueDefinition withAttributes(QueueAttributes changed, long nowMillis) {
        return new QueueDefinition(arn, id, changed, tags, placement, new Times(times.createdMillis(), nowMillis));
    }

    QueueDefinition withTags(SortedMap<String, String> changed) {
        return new QueueDefinition(arn, id, attributes, changed, placement, times);
    }

    QueueDefinition withTopic(int partitions, @Nullable String topicId) {
        Placement found = new Placement(placement.topic(), partitions, topicId);
        return new QueueDefinition(arn, id, attributes, tags, found, times);
    }
}
