package io.penstock.services.events.archive;

import java.util.List;
import java.util.SortedMap;

/** What archives and replays answer. Those with a version wait until it is published. */
public sealed interface ArchiveReply {

    record Archive(ArchiveDefinition archive) implements ArchiveReply {}

    record Deleted(String name, long version) implements ArchiveReply {}

    record Replay(ReplayDefinition replay) implements ArchiveReply {}

    record Shelf(List<Counted> archives, List<ReplayDefinition> replays) implements ArchiveReply {}

    /** @param tallies by partition */
    record Counted(ArchiveDefinition archive, SortedMap<Integer, Tally> tallies) {}

    record Done() implements ArchiveReply {}
}
