package io.penstock.server;

import io.penstock.server.settings.Settings;
import io.penstock.streams.events.EventsTopology;
import io.penstock.streams.runtime.StreamsPlan;
import io.penstock.streams.runtime.StreamsPlan.Guarantee;
import io.penstock.streams.runtime.StreamsRuntime;
import io.penstock.streams.sns.SnsTopology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The topologies of a node. Made with the node, started when there is something for them. */
final class FanOuts {

    /** The only member that an embedded broker has: it takes its own place again after a crash, without waiting for itself. */
    private static final String SOLE_MEMBER = "node";

    private FanOuts() {}

    /**
     * The fan-out of SNS.
     *
     * @param endpoint of this server, for links in messages that were not published through it
     */
    static StreamsRuntime sns(Settings settings, String bootstrapServers, String endpoint) {
        String prefix = settings.topics().prefix();
        StreamsPlan plan = plan(settings, bootstrapServers, SnsTopology.NAME, Guarantee.AT_LEAST_ONCE);
        return new StreamsRuntime(plan, missing -> SnsTopology.create(prefix, endpoint, missing));
    }

    /** The routing of EventBridge. */
    static StreamsRuntime events(Settings settings, String bootstrapServers) {
        String prefix = settings.topics().prefix();
        StreamsPlan plan = plan(settings, bootstrapServers, EventsTopology.NAME, Guarantee.AT_LEAST_ONCE);
        return new StreamsRuntime(plan, missing -> EventsTopology.create(prefix, missing));
    }

    private static StreamsPlan plan(Settings settings, String bootstrapServers, String name, Guarantee guarantee) {
        Map<String, String> properties = new HashMap<>(settings.kafka());
        properties.remove("bootstrap.servers");
        return new StreamsPlan(
                name,
                new StreamsPlan.Kafka(bootstrapServers, properties),
                settings.topics().prefix(),
                settings.dataDir().resolve("streams"),
                guarantee,
                settings.bootstrapServers().isEmpty() ? Optional.of(SOLE_MEMBER) : Optional.empty());
    }
}
