package io.penstock.server.settings;

import java.time.Duration;
import java.util.Optional;

/** This node among others on the same Kafka. */
public record ClusterSettings(
        @Setting(
                doc =
                        "Shards that state is kept in, fixed when a cluster is made: a later value is ignored. 8 with the embedded broker, else"
                                + " 32. No more nodes than shards work.")
        Optional<Integer> shards,

        @Setting(
                value = "6s",
                doc = "After this silence the shards of a node go to others. Brokers allow 6 s and more by default.")
        Duration sessionTimeout,

        @Setting(
                value = "15s",
                doc = "How long an append may wait for Kafka's acknowledgement before the caller gets a 503.")
        Duration deliveryTimeout,

        @Setting(
                value = "127.0.0.1",
                doc = "The address that other nodes reach this one at, as listened on. Used on a cluster only.")
        String internalHost,

        @Setting(
                value = "0",
                doc = "The port that other nodes reach this one at. 0 takes a free one. Used on a cluster only.")
        int internalPort,

        @Setting(doc = "What other nodes are told to connect to, where it differs from `internal-host`.")
        Optional<String> advertisedHost,

        @Setting(value = "0", doc = "What other nodes are told to connect to, where it differs from `internal-port`.")
        int advertisedPort) {

    public ClusterSettings {
        shards.ifPresent(count -> Checks.positive("cluster.shards", count));
        Checks.positive("cluster.session-timeout", sessionTimeout);
        Checks.positive("cluster.delivery-timeout", deliveryTimeout);
        Checks.port("cluster.internal-port", internalPort);
        Checks.port("cluster.advertised-port", advertisedPort);
    }
}
