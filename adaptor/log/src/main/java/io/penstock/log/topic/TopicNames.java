package io.penstock.log.topic;

import io.penstock.kernel.port.TopicPartition;

/**
 * From the names that services use to those on the brokers.
 *
 * @param prefix the operator's; may be empty
 */
public record TopicNames(String prefix) {

    /** The name on the brokers. */
    public String physical(String name) {
        return prefix.isEmpty() ? name : prefix + name;
    }

    /** The partition on the brokers. */
    public TopicPartition physical(TopicPartition partition) {
        return prefix.isEmpty() ? partition : new TopicPartition(prefix + partition.topic(), partition.partition());
    }

    /** The partition as Kafka's clients name it. */
    public org.apache.kafka.common.TopicPartition kafka(TopicPartition partition) {
        return new org.apache.kafka.common.TopicPartition(physical(partition.topic()), partition.partition());
    }
}
