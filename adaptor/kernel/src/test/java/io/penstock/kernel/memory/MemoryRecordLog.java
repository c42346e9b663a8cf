package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Logs in memory. Records outlive crashes, feeds do not. Receivers are called on the world's loop. */
public final class MemoryRecordLog implements RecordLog {

    /** Small, so that receivers meet more than one batch. */
    private static final int BATCH = 100;

    private final EventLoop loop;
    private final MemoryTopics topics;
    private final MemoryFaults faults;
    private final Map<TopicPartition, Appender> appenders = new HashMap<>();
    private final Set<MemoryFeed> feeds = new LinkedHashSet<>();

    MemoryRecordLog(EventLoop loop, MemoryTopics topics, MemoryFaults faults) {
        this.loop = loop;
        this.topics = topics;
        this.faults = faults;
        topics.onDelete(this::endFeeds);
    }

    @Override
    public CompletableFuture<Appended> append(TopicPartition partition, NewRecord record) {
        CompletableFuture<Appended> appended = new CompletableFuture<>();
        loop.execute(() -> {
            MemoryPartition found = topics.partition(partition).orElse(null);
            if (found == null) {
                appended.completeExceptionally(CommonFaults.UNAVAILABLE.with());
                return;
            }
            appender(partition, found).append(record, new Appender.Ack() {
                @Override
                public void stored(LogRecord stored) {
                    appended.complete(new Appended(stored.offset(), stored.timestampMillis()));
                }

                @Override
                public void failed(FaultException fault) {
                    appended.completeExceptionally(fault);
                }
            });
            List.copyOf(feeds).forEach(MemoryFeed::ring);
        });
        return appended;
    }

    private Appender appender(TopicPartition partition, MemoryPartition found) {
        return appenders.compute(
                partition,
                (key, known) -> known != null && known.writes(found) ? known : new Appender(loop, faults, found));
    }

    @Override
    public long lookups() {
        return topics.made();
    }

    @Override
    public Feed follow(TopicPartition partition, long fromOffset, Receiver receiver) {
        MemoryFeed feed = new MemoryFeed(partition, fromOffset, receiver);
        loop.execute(() -> {
            feeds.add(feed);
            feed.ring();
        });
        return feed;
    }

    @Override
    public void append(TopicPartition partition, NewRecord record, Ack ack) {
        append(partition, record).whenComplete((appended, failure) -> {
            if (failure == null) {
                ack.done(appended.offset(), appended.timestampMillis(), null);
            } else {
                ack.done(-1, -1, (RuntimeException) failure);
            }
        });
    }

    @Override
    public CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return onPartition(partition, found -> found.scan(fromOffset, maxRecords, maxBytes));
    }

    @Override
    public CompletableFuture<Long> offsetAt(TopicPartition partition, long timestampMillis) {
        return onPartition(partition, found -> found.offsetAt(timestampMillis));
    }

    @Override
    public CompletableFuture<List<LogRecord>> read(
            TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return onPartition(partition, found -> found.read(fromOffset, maxRecords, maxBytes));
    }

    @Override
    public CompletableFuture<Long> end(TopicPartition partition) {
        return range(partition).thenApply(Range::end);
    }

    @Override
    public CompletableFuture<Range> range(TopicPartition partition) {
        return onPartition(partition, MemoryPartition::range);
    }

    @Override
    public CompletableFuture<Void> trim(TopicPartition partition, long beforeOffset) {
        CompletableFuture<Void> trimmed = new CompletableFuture<>();
        onPartition(partition, found -> {
                    found.trim(beforeOffset);
                    return found;
                })
                .whenComplete((found, failure) -> {
                    if (failure == null) {
                        trimmed.complete(null);
                    } else {
                        trimmed.completeExceptionally(failure);
                    }
                });
        return trimmed;
    }

    private <T> CompletableFuture<T> onPartition(TopicPartition partition, Function<MemoryPartition, T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> topics.partition(partition)
                .ifPresentOrElse(
                        found -> done.complete(action.apply(found)),
                        () -> done.completeExceptionally(CommonFaults.UNAVAILABLE.with())));
        return done;
    }

    /** How many feeds are open. */
    public int feeds() {
        int[] count = new int[1];
        loop.onLoop(() -> count[0] = feeds.size());
        return count[0];
    }

    void crash() {
        List.copyOf(feeds).forEach(MemoryFeed::close);
    }

    private void endFeeds() {
        for (MemoryFeed feed : List.copyOf(feeds)) {
            feed.ring();
        }
    }

    private final class MemoryFeed implements Feed {
        private final TopicPartition partition;
        private final Receiver receiver;
        private final MemoryPartition followed;
        private long next;
        private boolean rung;
        private volatile boolean paused;
        private volatile boolean closed;

        MemoryFeed(TopicPartition partition, long fromOffset, Receiver receiver) {
            this.partition = partition;
            this.receiver = receiver;
            this.next = fromOffset;
            this.followed = topics.partition(partition).orElseGet(MemoryPartition::new);
        }

        /** Delivers soon, unless that is arranged already. On the loop. */
        void ring() {
            if (!rung && !closed) {
                rung = true;
                loop.execute(this::deliver);
            }
        }

        private void deliver() {
            rung = false;
            if (closed) {
                return;
            }
            if (topics.partition(partition).orElse(null) != followed) {
                close();
                receiver.ended();
                return;
            }
            if (paused) {
                return;
            }
            List<LogRecord> batch = followed.read(next, BATCH, Long.MAX_VALUE);
            if (!batch.isEmpty()) {
                next = batch.getLast().offset() + 1;
                receiver.records(batch, followed.range().end());
                ring();
            }
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            loop.execute(this::ring);
        }

        @Override
        public void close() {
            closed = true;
            loop.execute(() -> feeds.remove(this));
        }
    }
}
