package io.penstock.services.sqs.queue;

import io.penstock.kernel.machine.AggregateId;

/**
 * Names the aggregate of one partition of one queue.
 *
 * @param queueArn the queue's ARN; ends in {@code .fifo} exactly when the queue is FIFO
 * @param creationId differs for every creation of a queue of that name, so that a new queue never meets the window of
 *     a deleted one; no
 *     {@code '/'}
 * @param partition of the queue's topic, 0 or more
 */
public record QueuePartition(String queueArn, String creationId, int partition) {

    private static final String FIFO_SUFFIX = ".fifo";

    public QueuePartition {
        if (queueArn.isEmpty() || creationId.isEmpty() || creationId.indexOf('/') >= 0 || partition < 0) {
            throw new IllegalArgumentException(
                    "not a queue partition: '" + queueArn + "' '" + creationId + "' " + partition);
        }
    }

    /** The partition that an aggregate's id names. */
    public static QueuePartition of(AggregateId id) {
        String key = id.key();
        int second = key.lastIndexOf('/');
        int first = second < 1 ? -1 : key.lastIndexOf('/', second - 1);
        if (first < 0) {
            throw new IllegalArgumentException("not the id of a queue partition: " + key);
        }
        return new QueuePartition(
                key.substring(0, first), key.substring(first + 1, second), Integer.parseInt(key.substring(second + 1)));
    }

    /** The aggregate's id. Stable: it decides the shard and is written to journals. */
    public AggregateId id() {
        return new AggregateId(queueArn + "/" + creationId + "/" + partition);
    }

    /** Whether the queue is FIFO. */
    public boolean isFifo() {
        return queueArn.endsWith(FIFO_SUFFIX);
    }
}
