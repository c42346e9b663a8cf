package io.penstock.streams.sns;

import io.penstock.streams.queue.QueueSink;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.runtime.Definitions;
import io.penstock.streams.runtime.MissingVersions;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/** From the topic of publications to the topics of queues and, for endpoints outside, to that of deliveries. */
public final class SnsTopology {

    /** With the operator's prefix it names the consumer group. */
    public static final String NAME = "sns";

    /** The topic of all publications, behind the operator's prefix. */
    public static final String PUBLICATIONS = "sns.publications";

    private SnsTopology() {}

    /**
     * A topology with state of its own.
     *
     * @param topicPrefix the operator's
     * @param endpoint under which this server is reached, for links in messages whose publisher says none
     * @param missing what it need not wait for
     */
    public static Topology create(String topicPrefix, String endpoint, MissingVersions missing) {
        Set<String> kinds = new HashSet<>(Subscriptions.KINDS);
        kinds.add(QueueTargets.KIND);
        kinds.add(Signer.KIND);
        Definitions definitions = new Definitions(kinds, missing);
        FanOut.Surroundings around = new FanOut.Surroundings(
                definitions,
                new Subscriptions(definitions),
                new QueueTargets(definitions, topicPrefix),
                topicPrefix,
                endpoint);
        Topology topology = new Topology();
        definitions.addTo(topology, topicPrefix);
        topology.addSource(
                "publications", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topicPrefix + PUBLICATIONS);
        topology.addProcessor("fan-out", () -> new FanOut(around), "publications");
        QueueSink.addTo(topology, "queues", "fan-out");
        return topology;
    }
}
