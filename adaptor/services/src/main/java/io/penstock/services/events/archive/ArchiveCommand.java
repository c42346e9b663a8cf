package io.penstock.services.events.archive;

import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What archives and replays of an account are asked to do. */
public sealed interface ArchiveCommand {

    /** @param archive without its topic's id and version */
    record Create(ArchiveDefinition archive) implements ArchiveCommand {}

    /** What is null stays. */
    record Update(
            String name,
            @Nullable String description,
            @Nullable String pattern,
            @Nullable Integer retentionDays) implements ArchiveCommand {}

    record Delete(String name) implements ArchiveCommand {}

    /** All that there is. */
    record Look() implements ArchiveCommand {}

    /** The topic of an archive is there. */
    record Ready(String name, String topicId, int partitions) implements ArchiveCommand {}

    /** The topic of a deleted archive is gone. */
    record Gone(String topic) implements ArchiveCommand {}

    /**
     * More of a partition is counted, from where the count was.
     *
     * @param times of the events
     */
    record Count(String name, int partition, long from, long to, Tally.Total more, Tally.@Nullable Times times)
            implements ArchiveCommand {}

    /** @param limit of replays under way */
    record Start(ReplayDefinition replay, int limit) implements ArchiveCommand {}

    record Cancel(String name) implements ArchiveCommand {}

    /** It is known what a replay is of. */
    record Begin(String name, SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends)
            implements ArchiveCommand {}

    /** What is before a position has been put to the bus. */
    record Advance(
            String name,
            int partition,
            long position,
            @Nullable Long lastEvent) implements ArchiveCommand {}

    /** @param status the last one */
    record End(String name, Status status, @Nullable String reason) implements ArchiveCommand {}

    /** Time has come to forget something. */
    record Wake() implements ArchiveCommand {}
}
