package io.penstock.services.sqs.definition;

import static io.penstock.services.sqs.rules.SqsFaults.invalidAttribute;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

/**
 * How many partitions a FIFO queue may have. What is a duplicate is judged in the log of one partition, and a message's group says in which: with
 * DeduplicationScope {@code queue} the same id in two groups must meet in one log, so there is only one. With {@code messageGroup} any number does.
 */
final class FifoPartitions {

    private FifoPartitions() {}

    /** Partitions of a queue that is made now. Those that the operator set are for queues that may have them; the tag asks for this one. */
    static int ofNew(QueueAttributes attributes, DefinitionCommand.Create create) {
        if (!needsOne(attributes)) {
            return create.partitions();
        }
        if (create.tags().containsKey(QueueTopic.PARTITIONS_TAG) && create.partitions() > 1) {
            throw invalidValue(
                    create.partitions(),
                    QueueTopic.PARTITIONS_TAG,
                    "A FIFO queue has one partition unless its DeduplicationScope is messageGroup.");
        }
        return 1;
    }

    /** Refuses to widen the scope of a queue of several partitions. One that was made so before this was refused goes on as it is. */
    static void checkChange(QueueDefinition queue, QueueAttributes changed) {
        if (!splits(queue) && splits(queue.placement(), changed)) {
            throw invalidAttribute(
                    AttributeName.DEDUPLICATION_SCOPE.text(),
                    "The queue has " + queue.placement().partitions()
                            + " partitions, and only one of one partition can be de-duplicated as a whole.");
        }
    }

    /** Whether the queue promises to de-duplicate as a whole and cannot: its topic has several partitions. */
    static boolean splits(QueueDefinition queue) {
        return splits(queue.placement(), queue.attributes());
    }

    private static boolean splits(QueueDefinition.Placement placement, QueueAttributes attributes) {
        return needsOne(attributes) && placement.partitions() > 1;
    }

    private static boolean needsOne(QueueAttributes attributes) {
        return attributes.isFifo() && !attributes.isDeduplicatedPerGroup();
    }
}
