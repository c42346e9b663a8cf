package io.penstock.services.events.archive;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All archives and replays of an account in a Region. Changed in place by {@link ArchiveMachine#evolve}; its fields are what a snapshot holds. */
final class ArchiveState {

    long version;

    final SortedMap<String, ArchiveDefinition> archives = new TreeMap<>();

    /** Counts by archive and partition. */
    final SortedMap<String, SortedMap<Integer, Tally>> tallies = new TreeMap<>();

    final SortedMap<String, ReplayDefinition> replays = new TreeMap<>();

    /** Deleted archives whose topics are not, by topic. */
    final SortedMap<String, Leaving> leaving = new TreeMap<>();

    ArchiveState() {}

    /** What is counted of an archive, by partition. */
    SortedMap<Integer, Tally> tallies(String archive) {
        SortedMap<Integer, Tally> known = tallies.get(archive);
        return known == null ? new TreeMap<>() : known;
    }

    void count(String archive, int partition, long to, Tally.Total more, Tally.@Nullable Times times) {
        SortedMap<Integer, Tally> counts = tallies(archive);
        counts.put(partition, counts.getOrDefault(partition, Tally.NONE).plus(to, more, times));
        tallies.put(archive, counts);
    }

    /** @param topicId null when it may not be there */
    record Leaving(
            String arn, String name, String topic, @Nullable String topicId, long version) {}
}
