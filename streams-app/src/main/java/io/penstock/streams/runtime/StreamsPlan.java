package io.penstock.streams.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a topology is run.
 *
 * @param name of the topology, for example {@code sns}; with the prefix it names the consumer group {@code <prefix>penstock.<name>}
 * @param kafka how Kafka is reached
 * @param topicPrefix of the operator, before every topic's name
 * @param stateDir a directory of this process alone; nothing in it is the truth
 * @param guarantee of what the topology writes
 * @param member a name that this process keeps over restarts and shares with no other, so that one that was killed need not be waited for; empty for a new
 *     name at each start
 */
public record StreamsPlan(
        String name, Kafka kafka, String topicPrefix, Path stateDir, Guarantee guarantee, Optional<String> member) {

    /** @param properties passed to every client: TLS, SASL and the like; they win over ours */
    public record Kafka(String bootstrapServers, Map<String, String> properties) {
        public Kafka {
            properties = Map.copyOf(properties);
        }
    }

    /** What happens to records around a crash. */
    public enum Guarantee {
        /** What was written since the last commit, a tenth of a second at most, is written again. */
        AT_LEAST_ONCE("at_least_once"),
        /** Nothing is written twice; readers see a record when its transaction ends, up to a tenth of a second later. */
        EXACTLY_ONCE("exactly_once_v2");

        private final String text;

        Guarantee(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** How often positions are committed, and with them transactions. */
    static final Duration COMMIT = Duration.ofMillis(100);

    /** The consumer group. */
    public String group() {
        return topicPrefix + "penstock." + name;
    }
}
