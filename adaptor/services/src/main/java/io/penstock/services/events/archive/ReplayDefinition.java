package io.penstock.services.events.archive;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replay. Times are epoch milliseconds.
 *
 * @param archive the name
 * @param rules the ARNs of the only rules that get the events; empty for all
 * @param from of the time of events, inclusive
 * @param to exclusive
 * @param ended when it came to its end, or null
 * @param lastEvent the time of the event that was replayed last, or null
 * @param ends up to where each partition of the archive is replayed, exclusive: as it was at the start
 * @param positions where each partition goes on
 */
public record ReplayDefinition(
        String arn,
        String name,
        @Nullable String description,
        String archive,
        String bus,
        List<String> rules,
        long from,
        long to,
        Status status,
        @Nullable String reason,
        long started,
        @Nullable Long ended,
        @Nullable Long lastEvent,
        SortedMap<Integer, Long> ends,
        SortedMap<Integer, Long> positions) {

    /** AWS's states. */
    public enum Status {
        STARTING,
        RUNNING,
        CANCELLING,
        COMPLETED,
        CANCELLED,
        FAILED;

        /** Whether something is still to be done. */
        public boolean isActive() {
            return this == STARTING || this == RUNNING || this == CANCELLING;
        }
    }

    ReplayDefinition begun(SortedMap<Integer, Long> starts, SortedMap<Integer, Long> upTo) {
        return with(new Progress(Status.RUNNING, null, null, null, upTo, starts));
    }

    ReplayDefinition advanced(int partition, long position, @Nullable Long event) {
        SortedMap<Integer, Long> moved = new TreeMap<>(positions);
        moved.put(partition, position);
        return with(new Progress(status, reason, ended, event == null ? lastEvent : event, ends, moved));
    }

    ReplayDefinition now(Status next, @Nullable String why, @Nullable Long at) {
        return with(new Progress(next, why, at, lastEvent, ends, positions));
    }

    /** What changes while it goes on. */
    private record Progress(
            Status status,
            @Nullable String reason,
            @Nullable Long ended,
            @Nullable Long lastEvent,
            SortedMap<Integer, Long> ends,
            SortedMap<Integer, Long> positions) {}

    private ReplayDefinition with(Progress now) {
        return new ReplayDefinition(
                arn,
                name,
                description,
                archive,
                bus,
                rules,
                from,
                to,
                now.status(),
                now.reason(),
                started,
                now.ended(),
                now.lastEvent(),
                now.ends(),
                now.positions());
    }
}
