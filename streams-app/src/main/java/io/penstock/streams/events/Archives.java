package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.streams.pattern.PatternSet;
import io.penstock.streams.runtime.Definition;
import io.penstock.streams.runtime.Definitions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The archives of all buses. Thread-safe. */
final class Archives {

    private final Map<String, ArchiveSpec> archives = new TreeMap<>();

    /** Of all buses in one: there are few archives, and most have no pattern. */
    private final PatternSet patterns = new PatternSet();

    /** @param definitions read {@link ArchiveSpec#KIND} */
    Archives(Definitions definitions) {
        definitions.watch(ArchiveSpec.KIND, this::changed);
    }

    private synchronized void changed(Definition definition) {
        ArchiveSpec archive = definition.isDeleted() ? null : ArchiveSpec.parse(definition);
        ArchiveSpec before =
                archive == null ? archives.remove(definition.key()) : archives.put(definition.key(), archive);
        if (archive != null && archive.pattern() != null) {
            patterns.add(archive.pass(), archive.pattern());
        }
        if (before != null) {
            patterns.remove(before.pass());
        }
    }

    /** The archives of a bus that take an event. */
    synchronized List<ArchiveSpec> taking(String busArn, JsonNode event) {
        List<ArchiveSpec> own = archives.values().stream()
                .filter(archive -> archive.bus().equals(busArn))
                .toList();
        if (own.stream().allMatch(archive -> archive.pattern() == null)) {
            return own;
        }
        Set<String> found = patterns.matching(event);
        return own.stream()
                .filter(archive -> archive.pattern() == null || found.contains(archive.pass()))
                .toList();
    }
}
