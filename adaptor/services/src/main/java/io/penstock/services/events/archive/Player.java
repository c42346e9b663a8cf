package io.penstock.services.events.archive;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog.Scan;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.events.archive.ReplayDefinition.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays one replay: passes over what is of other times, reads a piece of the archive, puts what is in the range to the bus, and tells how far it is once all of that is replicated. Then the next piece: a
 * replay is no faster than Kafka takes its events, and holds one piece in memory, some megabytes, and the ids of {@link Recent}. Thread-safe.
 */
public final class Player {

    private static final Logger LOG = LoggerFactory.getLogger(Player.class);

    private static final int RECORDS = 500;
    private static final int BYTES = 1 << 20;
    private static final long RETRY_MILLIS = 500;

    private final Self<ArchiveCommand, ArchiveReply> self;
    private final String name;
    private final ArchiveTopics topics;
    private final Bus bus;
    private final Recent recent = new Recent();
    private boolean working;
    private boolean stopped;
    private @Nullable ReplayDefinition replay;
    private @Nullable ArchiveDefinition archive;
    private SortedMap<Integer, Tally> tallies = new TreeMap<>();

    /** Where events are put again. */
    @FunctionalInterface
    public interface Bus {

        /** Completes when the event is replicated. */
        CompletableFuture<?> put(ReplayDefinition replay, ReplayedEvent event);
    }

    /** Makes players. */
    @FunctionalInterface
    interface Factory {
        Player of(ReplayDefinition replay);
    }

    Player(Self<ArchiveCommand, ArchiveReply> self, ReplayDefinition replay, ArchiveTopics topics, Bus bus) {
        this.self = self;
        this.name = replay.name();
        this.topics = topics;
        this.bus = bus;
    }

    /**
     * Tells what is durable now; the player goes on from there unless it is at work.
     *
     * @param counted what is known of the archive's partitions
     */
    synchronized void take(ReplayDefinition now, @Nullable ArchiveDefinition of, SortedMap<Integer, Tally> counted) {
        replay = now;
        archive = of;
        tallies = counted;
        if (!working && !stopped) {
            working = true;
            // Not on the caller's thread, which holds the companion.
            CompletableFuture.runAsync(this::work);
        }
    }

    synchronized void stop() {
        stopped = true;
    }

    private void work() {
        ReplayDefinition now;
        ArchiveDefinition of;
        synchronized (this) {
            now = replay;
            of = archive;
            if (stopped || now == null) {
                return;
            }
        }
        CompletableFuture<?> step;
        try {
            step = of == null ? end(Status.FAILED, "The archive does not exist.") : step(now, of);
        } catch (RuntimeException e) {
            step = CompletableFuture.failedFuture(e);
        }
        step.whenComplete((done, failure) -> {
            if (failure == null) {
                idle(now);
                return;
            }
            LOG.atDebug().setCause(failure).addKeyValue("replay", name).log("a replay does not advance now");
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> afterFailure(of));
        });
    }

    private void afterFailure(@Nullable ArchiveDefinition of) {
        CompletableFuture<Boolean> there = of == null ? CompletableFuture.completedFuture(true) : topics.isThere(of);
        there.whenComplete((found, failure) -> {
            if (failure == null && !found) {
                end(Status.FAILED, "The topic of the archive is gone.").whenComplete((done, late) -> work());
            } else {
                work();
            }
        });
    }

    /** Goes on at once when more has become known meanwhile, else when it does. */
    private void idle(ReplayDefinition seen) {
        synchronized (this) {
            if (seen.equals(replay)) {
                working = false;
                return;
            }
        }
        CompletableFuture.runAsync(this::work);
    }

    private CompletableFuture<?> end(Status status, @Nullable String reason) {
        return self.submit(new ArchiveCommand.End(name, status, reason));
    }

    private CompletableFuture<?> step(ReplayDefinition now, ArchiveDefinition of) {
        if (now.status() == Status.STARTING) {
            return topics.ranges(of).thenCompose(ranges -> {
                SortedMap<Integer, Long> starts = new TreeMap<>();
                SortedMap<Integer, Long> ends = new TreeMap<>();
                ranges.forEach((partition, range) -> {
                    starts.put(partition, range.start());
                    ends.put(partition, range.end());
                });
                return self.submit(new ArchiveCommand.Begin(name, starts, ends));
            });
        }
        Optional<Map.Entry<Integer, Long>> next = now.positions().entrySet().stream()
                .filter(each -> each.getValue() < now.ends().getOrDefault(each.getKey(), 0L))
                .findFirst();
        if (next.isEmpty()) {
            return end(Status.COMPLETED, null);
        }
        int partition = next.get().getKey();
        long from = tally(partition).next(next.get().getValue(), now.from(), now.to());
        long end = now.ends().getOrDefault(partition, 0L);
        if (from >= end) {
            return self.submit(new ArchiveCommand.Advance(name, partition, end, null));
        }
        return topics.log()
                .scan(new TopicPartition(of.topic(), partition), from, RECORDS, BYTES)
                .thenCompose(scan -> play(now, partition, scan));
    }

    private synchronized Tally tally(int partition) {
        return tallies.getOrDefault(partition, Tally.NONE);
    }

    private CompletableFuture<?> play(ReplayDefinition now, int partition, Scan scan) {
        long end = now.ends().getOrDefault(partition, 0L);
        List<ReplayedEvent> events = scan.records().stream()
                .filter(record -> record.offset() < end)
                .flatMap(record -> event(record, now))
                .filter(event -> recent.isNew(partition, event.offset(), event.id()))
                .toList();
        Long last = events.isEmpty() ? null : (Long) events.getLast().time();
        long position = scan.records().isEmpty() ? end : Math.min(scan.next(), end);
        return CompletableFuture.allOf(
                        events.stream().map(event -> bus.put(now, event)).toArray(CompletableFuture<?>[]::new))
                .thenCompose(put -> self.submit(new ArchiveCommand.Advance(name, partition, position, last)));
    }

    private static Stream<ReplayedEvent> event(LogRecord record, ReplayDefinition now) {
        return ReplayedEvent.of(record, now.name())
                .filter(event -> event.time() >= now.from() && event.time() < now.to())
                .stream();
    }
}
