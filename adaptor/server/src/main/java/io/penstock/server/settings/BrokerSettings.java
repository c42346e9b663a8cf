package io.penstock.server.settings;

import java.util.Map;
import java.util.Optional;

/** The embedded broker. */
public record BrokerSettings(
        @Setting(
                value = "0",
                doc =
                        "The port of the embedded broker on 127.0.0.1, for Kafka's own clients and tools. 0 takes a free one at each start.")
        int port,

        @Setting(
                value = "false",
                doc =
                        "Whether every append waits for the disk (`flush.messages=1`). Without it an acknowledged message survives a crash of"
                                + " the process but not a loss of power; with it each append costs an fsync.")
        boolean flushEveryMessage,

        @Setting(
                doc =
                        "The name that Kafka clients elsewhere reach the broker at. When set, the broker listens on all interfaces, without TLS"
                                + " or authentication.")
        Optional<String> advertisedHost,

        @Setting(doc = "Properties of the embedded broker, passed through, for example `log.retention.bytes`.")
        Map<String, String> properties) {

    public BrokerSettings {
        Checks.port("broker.port", port);
        properties = Map.copyOf(properties);
    }
}
