package io.penstock.services.events.archive;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.services.events.archive.ArchiveState.Leaving;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what archives and replays need. Keeps the durable state, compares it with what has been done, and does what is missing; replies wait until what they tell of is
 * published.
 */
public final class ArchiveCompanion extends ReconcilingCompanion<ArchiveState, ArchiveEvent, ArchiveReply> {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCompanion.class);

    /** Who routes may have an event for a deleted archive under way. */
    private static final long SETTLING_MILLIS = 1_000;

    private final Self<ArchiveCommand, ArchiveReply> self;
    private final ArchiveMachine machine;
    private final ArchiveTopics topics;
    private final Catalog catalog;
    private final Counter counter;
    private final Player.Factory players;

    /** Published versions by archive. */
    private final Map<String, Long> published = new HashMap<>();

    private final Map<String, Player> playing = new HashMap<>();
    private ArchiveState durable = new ArchiveState();

    /** What companions of archives need of the world. */
    public record World(Catalog catalog, ArchiveTopics topics, Player.Bus bus) {}

    ArchiveCompanion(Self<ArchiveCommand, ArchiveReply> self, ArchiveMachine machine, World world) {
        this.self = self;
        this.machine = machine;
        this.topics = world.topics();
        this.catalog = world.catalog();
        this.counter = new Counter(self, world.topics());
        this.players = replay -> new Player(self, replay, world.topics(), world.bus());
    }

    /** Registers archives and replays on a node. */
    public static void register(Machines machines, World world) {
        ArchiveMachine machine = new ArchiveMachine();
        machines.register(machine, self -> new ArchiveCompanion(self, machine, world));
    }

    @Override
    public synchronized void opened(ArchiveState state) {
        durable = ArchiveMachine.STATES.decode(ArchiveMachine.STATES.encode(state));
        durable.archives.values().forEach(archive -> found(archive.name(), archive.arn()));
        durable.leaving.values().forEach(gone -> found(gone.name(), gone.arn()));
        look();
    }

    private void found(String name, String arn) {
        catalog.find(ArchiveDirectory.ARCHIVES, arn).ifPresent(entry -> published.put(name, entry.version()));
    }

    @Override
    public synchronized void committed(ArchiveState state, List<ArchiveEvent> events) {
        for (ArchiveEvent event : events) {
            durable = machine.evolve(durable, event);
        }
        look();
    }

    @Override
    public synchronized CompletableFuture<ArchiveReply> complete(ArchiveReply reply) {
        return switch (reply) {
            case ArchiveReply.Archive(ArchiveDefinition archive) ->
                whenPublished(archive.name(), archive.version(), reply);
            case ArchiveReply.Deleted(String name, long version) -> whenPublished(name, version, reply);
            case ArchiveReply.Replay _, ArchiveReply.Shelf _, ArchiveReply.Done _ ->
                CompletableFuture.completedFuture(reply);
        };
    }

    private CompletableFuture<ArchiveReply> whenPublished(String name, long version, ArchiveReply reply) {
        return when(() -> published.getOrDefault(name, 0L) >= version, reply);
    }

    @Override
    protected void reconcile() {
        durable.archives.values().forEach(this::provide);
        durable.leaving.values().forEach(this::remove);
        counter.follow(durable);
        play();
    }

    /** Its topic first, then whoever writes to it is told. */
    private void provide(ArchiveDefinition archive) {
        if (archive.topicId() == null) {
            run(
                    archive.topic(),
                    () -> topics.make(archive)
                            .thenCompose(topic -> self.submit(
                                    new ArchiveCommand.Ready(archive.name(), topic.id(), topic.partitions()))));
        } else if (published.getOrDefault(archive.name(), 0L) < archive.version()) {
            Entry entry = new Entry(
                    ArchiveDirectory.ARCHIVES,
                    archive.arn(),
                    archive.version(),
                    ArchiveDirectory.ARCHIVE.encode(archive));
            run(
                    archive.topic(),
                    () -> topics.retain(archive)
                            .thenCompose(done -> catalog.publish(entry))
                            .thenRun(() -> published(archive.name(), archive.version())));
        }
    }

    private void remove(Leaving gone) {
        if (published.getOrDefault(gone.name(), 0L) < gone.version()) {
            Entry entry = new Entry(ArchiveDirectory.ARCHIVES, gone.arn(), gone.version(), new byte[0]);
            run(gone.topic(), () -> catalog.publish(entry).thenRun(() -> published(gone.name(), gone.version())));
            return;
        }
        run(
                gone.topic(),
                () -> CompletableFuture.runAsync(
                                () -> {}, CompletableFuture.delayedExecutor(SETTLING_MILLIS, TimeUnit.MILLISECONDS))
                        .thenCompose(later -> topics.delete(gone))
                        .thenCompose(deleted -> self.submit(new ArchiveCommand.Gone(gone.topic()))));
    }

    private synchronized void published(String name, long version) {
        published.merge(name, version, Math::max);
    }

    private void play() {
        playing.entrySet().removeIf(each -> {
            ReplayDefinition replay = durable.replays.get(each.getKey());
            boolean over = replay == null || !replay.status().isActive() || replay.status() == Status.CANCELLING;
            if (over) {
                each.getValue().stop();
            }
            return over;
        });
        for (ReplayDefinition replay : durable.replays.values()) {
            if (replay.status() == Status.CANCELLING) {
                run(
                        "cancel " + replay.name(),
                        () -> self.submit(new ArchiveCommand.End(replay.name(), Status.CANCELLED, null)));
            } else if (replay.status().isActive()) {
                ArchiveDefinition archive = durable.archives.get(replay.archive());
                Player player = playing.computeIfAbsent(replay.name(), name -> players.of(replay));
                player.take(replay, archive, new TreeMap<>(durable.tallies(replay.archive())));
            }
        }
    }

    @Override
    public synchronized void closed() {
        super.closed();
        counter.close();
        playing.values().forEach(Player::stop);
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn()
                .addKeyValue("archives", self.id())
                .addKeyValue("effect", effect)
                .setCause(cause)
                .log("effect of archives failed, retrying");
    }
}
