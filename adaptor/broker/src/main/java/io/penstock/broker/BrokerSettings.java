package io.penstock.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@link EmbeddedBroker} is told.
 *
 * @param dataDirectory made when absent; belongs to one process at a time
 * @param port of the Kafka listener, 0 to 65535; 0 takes a free one
 * @param advertisedHost when present, the listener accepts connections on every interface and clients are told this
 *     host; when absent, it is loopback only. The listener has neither TLS nor authentication
 * @param flushEveryMessage fsync before every acknowledgement ({@code flush.messages=1}): survives power loss as well as
 *     {@code kill -9}, at the price of one disk flush per append
 * @param properties broker properties that win over those chosen here, names as in Kafka's broker configuration; listeners,
 *     roles, ids and directories are refused at the start
 */
public record BrokerSettings(
        Path dataDirectory,
        int port,
        Optional<String> advertisedHost,
        boolean flushEveryMessage,
        Map<String, String> properties) {

    /** @throws IllegalArgumentException when the port is out of range or the advertised host is blank */
    public BrokerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The broker's port must be between 0 and 65535, not " + port);
        }
        if (advertisedHost.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("The broker's advertised host is blank");
        }
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        properties = Map.copyOf(properties);
    }

    /** Loopback, a free port, no flush per message. */
    public static BrokerSettings in(Path dataDirectory) {
        return new BrokerSettings(dataDirectory, 0, Optional.empty(), false, Map.of());
    }

    public BrokerSettings withPort(int newPort) {
        return new BrokerSettings(dataDirectory, newPort, advertisedHost, flushEveryMessage, properties);
    }

    public BrokerSettings withAdvertisedHost(String host) {
        return new BrokerSettings(dataDirectory, port, Optional.of(host), flushEveryMessage, properties);
    }

    public BrokerSettings withFlushEveryMessage(boolean flush) {
        return new BrokerSettings(dataDirectory, port, advertisedHost, flush, properties);
    }

    public BrokerSettings withProperties(Map<String, String> brokerProperties) {
        return new BrokerSettings(dataDirectory, port, advertisedHost, flushEveryMessage, brokerProperties);
    }
}
