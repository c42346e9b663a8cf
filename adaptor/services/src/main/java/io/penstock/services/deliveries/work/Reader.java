package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.deliveries.lane.LaneCommand;
import io.penstock.services.deliveries.lane.LaneReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a partition of the log: its end as it grows, and again what found no room. Thread-safe. */
final class Reader implements RecordLog.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    /** Records that were told and are not journaled before the feed pauses. */
    private static final int UNTAKEN = 2_000;

    private static final int REFILL_RECORDS = 1_000;
    private static final int REFILL_BYTES = 4 << 20;
    private static final long RETRY_MILLIS = 500;

    private final Self<LaneCommand, LaneReply> self;
    private final RecordLog log;
    private final TopicPartition topic;
    private final Bodies bodies;
    private RecordLog.@Nullable Feed feed;
    private boolean refilling;
    private boolean paused;
    private boolean closed;
    private int untaken;

    Reader(Self<LaneCommand, LaneReply> self, RecordLog log, TopicPartition topic, Bodies bodies) {
        this.self = self;
        this.log = log;
        this.topic = topic;
        this.bodies = bodies;
    }

    synchronized void start(long from) {
        if (feed == null && !closed) {
            feed = log.follow(topic, from, this);
        }
    }

    @Override
    public synchronized void records(List<LogRecord> records, long end) {
        if (closed) {
            return;
        }
        bodies.offer(records);
        TreeMap<String, List<Long>> lanes = new TreeMap<>();
        for (LogRecord each : records) {
            Optional<String> lane = Delivery.lane(each);
            if (lane.isPresent()) {
                lanes.computeIfAbsent(lane.get(), key -> new ArrayList<>()).add(each.offset());
            } else {
                LOG.warn("a delivery without a lane is left out: {} at {}", topic, each.offset());
            }
        }
        untaken += records.size();
        throttle();
        self.submit(new LaneCommand.Admit(records.getLast().offset() + 1, lanes))
                .whenComplete((reply, failure) -> taken(records.size(), failure));
    }

    private synchronized void taken(int records, @Nullable Throwable failure) {
        untaken -= records;
        if (failure == null) {
            throttle();
        } else {
            // What comes next would seem to say that there was nothing here. The shard is lost: its next owner reads
            // again.
            LOG.debug("the partition {} does not take what was read", topic);
            close();
        }
    }

    private void throttle() {
        if (feed == null || closed) {
            return;
        }
        boolean pause = untaken >= UNTAKEN;
        if (pause && !paused) {
            feed.pause();
        } else if (!pause && paused) {
            feed.resume();
        }
        paused = pause;
    }

    /** Reads a piece of the log for a lane that had left records there. */
    synchronized void refill(String lane, long from) {
        if (!refilling && !closed) {
            refilling = true;
            read(lane, from);
        }
    }

    private void read(String lane, long from) {
        log.scan(topic, from, REFILL_RECORDS, REFILL_BYTES)
                .thenCompose(scan -> {
                    List<Long> offsets = scan.records().stream()
                            .filter(each ->
                                    Delivery.lane(each).filter(lane::equals).isPresent())
                            .map(LogRecord::offset)
                            .toList();
                    synchronized (this) {
                        refilling = false;
                    }
                    return self.submit(new LaneCommand.Refill(lane, scan.next(), offsets));
                })
                .exceptionallyCompose(failure -> {
                    LOG.debug("a lane is not filled up, trying again: {}", lane, failure);
                    return CompletableFuture.supplyAsync(
                            () -> {
                                again(lane, from);
                                return new LaneReply();
                            },
                            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS));
                });
    }

    private synchronized void again(String lane, long from) {
        refilling = false;
        refill(lane, from);
    }

    void trim(long before) {
        log.trim(topic, before).exceptionally(failure -> {
            LOG.debug("the partition {} is not trimmed now", topic, failure);
            return null;
        });
    }

    @Override
    public void ended() {
        LOG.error("the topic {} is gone: deliveries are lost", topic.topic());
        close();
    }

    synchronized void close() {
        closed = true;
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }
}
