package io.penstock.services.events.archive;

import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What happens to archives and replays. */
sealed interface ArchiveEvent {

    /** Made or changed. */
    record ArchivePut(ArchiveDefinition archive) implements ArchiveEvent {}

    record ArchiveDeleted(String name, long version) implements ArchiveEvent {}

    record TopicGone(String topic) implements ArchiveEvent {}

    /** @param times of the events; null before they were noted */
    record Counted(String name, int partition, long to, long events, long bytes, Tally.@Nullable Times times)
            implements ArchiveEvent {}

    record ReplayStarted(ReplayDefinition replay) implements ArchiveEvent {}

    record ReplayBegun(String name, SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends)
            implements ArchiveEvent {}

    record ReplayAdvanced(
            String name,
            int partition,
            long position,
            @Nullable Long lastEvent) implements ArchiveEvent {}

    /** @param at null while it is not at its end */
    record ReplayMoved(
            String name,
            Status status,
            @Nullable String reason,
            @Nullable Long at) implements ArchiveEvent {}

    /** Nobody asks for these any more. */
    record ReplaysForgotten(List<String> names) implements ArchiveEvent {}
}
