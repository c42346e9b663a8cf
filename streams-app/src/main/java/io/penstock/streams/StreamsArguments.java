package io.penstock.streams;

import io.penstock.streams.events.EventsTopology;
import io.penstock.streams.runtime.StreamsPlan;
import io.penstock.streams.sns.SnsTopology;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link StreamsMain} is told, each as {@code name=value}.
 *
 * @param kafka {@code bootstrap.servers}, required, and {@code kafka.<property>} for every client
 * @param stateDir {@code state.dir}, required: a directory of this process alone, which may be lost
 * @param topicPrefix {@code topic.prefix}, as the servers have it; none by default
 * @param endpoint {@code endpoint}, under which the servers are reached, for links in messages whose publisher says none
 * @param topologies {@code topologies}, with commas between; all by default
 */
record StreamsArguments(
        StreamsPlan.Kafka kafka, Path stateDir, String topicPrefix, String endpoint, Set<String> topologies) {

    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String STATE_DIR = "state.dir";
    private static final String PREFIX = "topic.prefix";
    private static final String ENDPOINT = "endpoint";
    private static final String TOPOLOGIES = "topologies";
    private static final String KAFKA = "kafka.";
    private static final List<String> KNOWN = List.of(BOOTSTRAP, STATE_DIR, PREFIX, ENDPOINT, TOPOLOGIES);
    private static final List<String> ALL = List.of(SnsTopology.NAME, EventsTopology.NAME);

    /** @throws IllegalArgumentException for one that is not known, not complete or missing */
    static StreamsArguments parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        Map<String, String> properties = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = argument.substring(equals + 1);
            if (equals < 0 || value.isEmpty() || (!KNOWN.contains(name) && !name.startsWith(KAFKA))) {
                throw new IllegalArgumentException(
                        "not an argument: " + argument + ". Arguments are name=value, names are "
                                + String.join(", ", KNOWN) + " and " + KAFKA + "<property>.");
            }
            if (name.startsWith(KAFKA)) {
                properties.put(name.substring(KAFKA.length()), value);
            } else {
                given.put(name, value);
            }
        }
        return new StreamsArguments(
                new StreamsPlan.Kafka(required(given, BOOTSTRAP), properties),
                Path.of(required(given, STATE_DIR)),
                given.getOrDefault(PREFIX, ""),
                given.getOrDefault(ENDPOINT, "http://localhost:4566"),
                topologies(given.getOrDefault(TOPOLOGIES, String.join(",", ALL))));
    }

    private static Set<String> topologies(String text) {
        Set<String> names = new LinkedHashSet<>(List.of(text.split(",", -1)));
        if (!ALL.containsAll(names)) {
            throw new IllegalArgumentException(TOPOLOGIES + "=" + text + ": there are " + String.join(", ", ALL));
        }
        return names;
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the argument " + name + "=... is missing");
        }
        return value;
    }
}
