package io.penstock.streams.queue;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TopicNameExtractor;

/** The end of a topology: appends to the topics that values name. Keys choose partitions as those of any producer do. */
public final class QueueSink {

    private static final TopicNameExtractor<byte[], TopicValue> TOPIC = (key, value, context) -> value.topic();
    private static final Serializer<TopicValue> VALUES = (topic, value) -> value.value();

    private QueueSink() {}

    /** Adds the sink behind a processor that forwards {@link TopicValue}s. */
    public static void addTo(Topology topology, String name, String parent) {
        topology.addSink(name, TOPIC, new ByteArraySerializer(), VALUES, parent);
    }
}
