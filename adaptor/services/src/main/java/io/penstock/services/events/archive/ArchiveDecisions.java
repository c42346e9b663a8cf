package io.penstock.services.events.archive;

import io.penstock.kernel.machine.Decision;
import io.penstock.services.events.archive.ArchiveReply.Counted;
import io.penstock.services.events.archive.ArchiveReply.Shelf;
import io.penstock.services.events.rules.ArchiveFaults;
import java.util.List;
import java.util.TreeMap;

/** Decisions about archives. */
final class ArchiveDecisions {

    private static final ArchiveReply DONE = new ArchiveReply.Done();

    private ArchiveDecisions() {}

    static Decision<ArchiveEvent, ArchiveReply> create(ArchiveState state, ArchiveDefinition archive) {
        if (state.archives.containsKey(archive.name())) {
            throw ArchiveFaults.archiveExists(archive.name());
        }
        if (state.leaving.containsKey(archive.topic())) {
            throw ArchiveFaults.busy("Archive " + archive.name() + " is being deleted.");
        }
        return put(archive.at(state.version + 1));
    }

    private static Decision<ArchiveEvent, ArchiveReply> put(ArchiveDefinition archive) {
        return Decision.journal(new ArchiveEvent.ArchivePut(archive), new ArchiveReply.Archive(archive));
    }

    private static ArchiveDefinition existing(ArchiveState state, String name) {
        ArchiveDefinition archive = state.archives.get(name);
        if (archive == null) {
            throw ArchiveFaults.noArchive(name);
        }
        return archive;
    }

    static Decision<ArchiveEvent, ArchiveReply> update(ArchiveState state, ArchiveCommand.Update update) {
        return put(existing(state, update.name())
                .with(update.description(), update.pattern(), update.retentionDays(), state.version + 1));
    }

    static Decision<ArchiveEvent, ArchiveReply> delete(ArchiveState state, String name) {
        existing(state, name);
        boolean busy = state.replays.values().stream()
                .anyMatch(replay ->
                        replay.archive().equals(name) && replay.status().isActive());
        if (busy) {
            throw ArchiveFaults.busy("Archive " + name + " has replays that are not at their end.");
        }
        long version = state.version + 1;
        return Decision.journal(
                new ArchiveEvent.ArchiveDeleted(name, version), new ArchiveReply.Deleted(name, version));
    }

    static Shelf shelf(ArchiveState state) {
        List<Counted> archives = state.archives.values().stream()
                .map(archive -> new Counted(archive, new TreeMap<>(state.tallies(archive.name()))))
                .toList();
        return new Shelf(archives, List.copyOf(state.replays.values()));
    }

    /** It does not wait for what is published: whoever tells publishes next. */
    static Decision<ArchiveEvent, ArchiveReply> ready(ArchiveState state, ArchiveCommand.Ready ready) {
        ArchiveDefinition archive = state.archives.get(ready.name());
        return archive == null || archive.topicId() != null
                ? Decision.reply(DONE)
                : Decision.journal(
                        new ArchiveEvent.ArchivePut(
                                archive.ready(ready.topicId(), ready.partitions(), state.version + 1)),
                        DONE);
    }

    static Decision<ArchiveEvent, ArchiveReply> gone(ArchiveState state, String topic) {
        return state.leaving.containsKey(topic)
                ? Decision.journal(new ArchiveEvent.TopicGone(topic), DONE)
                : Decision.reply(DONE);
    }

    /** What is told twice counts once. */
    static Decision<ArchiveEvent, ArchiveReply> count(ArchiveState state, ArchiveCommand.Count count) {
        Tally tally = state.tallies(count.name()).getOrDefault(count.partition(), Tally.NONE);
        boolean next = state.archives.containsKey(count.name()) && tally.to() == count.from();
        return next && count.to() > count.from()
                ? Decision.journal(
                        new ArchiveEvent.Counted(
                                count.name(),
                                count.partition(),
                                count.to(),
                                count.more().events(),
                                count.more().bytes(),
                                count.times()),
                        DONE)
                : Decision.reply(DONE);
    }
}
