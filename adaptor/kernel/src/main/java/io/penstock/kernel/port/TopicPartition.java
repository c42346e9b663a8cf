package io.penstock.kernel.port;

/** A partition of a Kafka topic. */
public record TopicPartition(String topic, int partition) {

    public TopicPartition {
        if (topic.isEmpty() || partition < 0) {
            throw new IllegalArgumentException("not a partition: " + topic + "-" + partition);
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
