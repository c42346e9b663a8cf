package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.pattern.EventPattern;
import io.penstock.streams.runtime.Definition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An archive as the service publishes it in the catalog.
 *
 * @param version names this version of its pattern
 * @param since the version of the bus that it was made at: events that were put before are none of its
 * @param pattern null for all events
 * @param topic Kafka's, without the operator's prefix
 */
record ArchiveSpec(
        String arn,
        String bus,
        long version,
        long since,
        @Nullable EventPattern pattern,
        String topic) {

    /** The kind of archives in the catalog. */
    static final String KIND = "events.archive";

    private static final ObjectMapper JSON = new ObjectMapper();

    static ArchiveSpec parse(Definition definition) {
        try {
            JsonNode archive = JSON.readTree(definition.value());
            return new ArchiveSpec(
                    definition.key(),
                    archive.path("bus").asText(),
                    definition.version(),
                    archive.path("since").asLong(),
                    archive.hasNonNull("pattern")
                            ? EventPattern.compile(archive.path("pattern").asText())
                            : null,
                    archive.path("topic").asText());
        } catch (IOException e) {
            throw new IllegalStateException("not an archive: " + definition.key(), e);
        }
    }

    /** This version's name in the automaton. */
    String pass() {
        return version + "#" + arn;
    }
}
