package io.penstock.streams.events;

import io.penstock.streams.queue.QueueSink;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.runtime.Definitions;
import io.penstock.streams.runtime.MissingVersions;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/** From the topic of entries to the topics of queues and archives, to that of deliveries and, for events that go to another bus, back to that of entries. */
public final class EventsTopology {

    /** With the operator's prefix it names the consumer group. */
    public static final String NAME = "events";

    /** The topic of what is put to all buses, behind the operator's prefix. */
    public static final String ENTRIES = "events.entries";

    private EventsTopology() {}

    /**
     * A topology with state of its own.
     *
     * @param topicPrefix the operator's
     * @param missing what it need not wait for
     */
    public static Topology create(String topicPrefix, MissingVersions missing) {
        Definitions definitions = new Definitions(
                Set.of(Buses.KIND, RuleSpec.KIND, ArchiveSpec.KIND, ServiceCall.DESTINATION, QueueTargets.KIND),
                missing);
        Router.Surroundings around = new Router.Surroundings(
                definitions,
                new Rules(definitions),
                new Archiving(new Archives(definitions), topicPrefix),
                new QueueTargets(definitions, topicPrefix),
                topicPrefix);
        Topology topology = new Topology();
        definitions.addTo(topology, topicPrefix);
        topology.addSource("entries", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topicPrefix + ENTRIES);
        topology.addProcessor("router", () -> new Router(around), "entries");
        QueueSink.addTo(topology, "queues", "router");
        return topology;
    }
}
