package io.penstock.streams.queue;

import org.apache.kafka.common.utils.Utils;

/**
 * A queue that exists.
 *
 * @param topic Kafka's
 * @param account that owns it
 * @param partitions of the topic
 * @param maximumBytes of a message
 */
public record QueueTarget(String arn, String topic, int partitions, boolean fifo, String account, int maximumBytes) {

    /** The partition of a message group: the one that Kafka's own partitioner picks. */
    public int partition(byte[] group) {
        return Utils.toPositive(Utils.murmur2(group)) % partitions;
    }
}
