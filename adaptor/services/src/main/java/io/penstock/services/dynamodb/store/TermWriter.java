package io.penstock.services.dynamodb.store;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.store.PartitionView.Stretch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of a partition's owner: marks the topic, brings the store up to the mark, then writes what is committed to the topic, and what the topic
 * acknowledged to the store. Whatever goes wrong ends the term and begins the next one. Thread-safe.
 */
final class TermWriter {

    private static final Logger LOG = LoggerFactory.getLogger(TermWriter.class);
    private static final int IN_FLIGHT = 2_000;

    private final Self<PartitionCommand, PartitionReply> self;
    private final StoreSurroundings around;
    private final WriteMemory.Share share;
    private final TopicPartition partition;
    private final long term;
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Sent> acknowledged = new ArrayDeque<>();
    private final CompletableFuture<Void> attached = new CompletableFuture<>();
    private TableShape shape;
    private @Nullable PartitionView view;
    private long before;
    private long untold;
    private boolean flowing;
    private boolean folding;
    private boolean stopped;

    private static final class Sent {
        private final Entry entry;
        private long offset = -1;
        private long atMillis;

        Sent(Entry entry) {
            this.entry = entry;
        }
    }

    /** @param share of the partition */
    TermWriter(
            Self<PartitionCommand, PartitionReply> self,
            StoreSurroundings around,
            WriteMemory.Share share,
            TableShape shape,
            long term) {
        this.self = self;
        this.around = around;
        this.share = share;
        this.shape = shape;
        this.partition = new TopicPartition(shape.topic(), shape.partition());
        this.term = term;
    }

    /**
     * @param behind committed images that the topic may lack
     * @param last the version of the newest change before the term; those of the term are told in their order
     */
    void start(Collection<Entry> behind, long last) {
        synchronized (this) {
            queue.addAll(behind);
            before = last;
            behind.forEach(entry -> untold += entry.weight());
        }
        around.log().append(partition, TableRecord.mark(term), (offset, at, failure) -> {
            if (failure == null) {
                work(() -> restore(offset, at));
            } else {
                fail(failure);
            }
        });
    }

    /** An image is durable in the journal. */
    synchronized void commit(Entry entry) {
        queue.add(entry);
        pump();
    }

    /** Takes over other indexes; completes when they hold every item. */
    CompletableFuture<Void> reshape(TableShape newShape) {
        synchronized (this) {
            shape = newShape;
        }
        return attached.thenRunAsync(
                () -> {
                    PartitionView open = open();
                    if (open != null) {
                        open.reshape(newShape);
                        open.backfill();
                        attach(open);
                    }
                },
                around.io());
    }

    /** Completes when the store answers. */
    CompletableFuture<Void> attached() {
        return attached.copy();
    }

    /** Writes nothing any more. */
    void stop() {
        PartitionView open;
        synchronized (this) {
            stopped = true;
            open = view;
            queue.clear();
        }
        attached.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        if (open != null) {
            around.views().close(open);
        }
    }

    /** Forgets what the store holds of the partition. */
    void discard() {
        PartitionView open;
        synchronized (this) {
            stopped = true;
            open = view;
        }
        if (open != null) {
            around.io().execute(() -> {
                open.clear();
                around.views().close(open);
            });
        }
    }

    private void work(Runnable task) {
        around.io().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        attached.completeExceptionally(CommonFaults.UNAVAILABLE.with());
        LOG.atWarn()
                .addKeyValue("partition", self.id())
                .addKeyValue("term", term)
                .setCause(cause)
                .log("a term of a table's partition ends, another begins");
        around.later()
                .execute(() -> self.submit(new PartitionCommand.BeginTerm()).exceptionally(failure -> {
                    LOG.atDebug().setCause(failure).log("the partition is owned elsewhere by now");
                    return new PartitionReply.Absent();
                }));
    }

    private synchronized @Nullable PartitionView open() {
        return stopped ? null : view;
    }

    private void restore(long mark, long markedAt) {
        PartitionView opened;
        TableShape current;
        synchronized (this) {
            if (stopped) {
                return;
            }
            opened = around.views().open(shape);
            view = opened;
            current = shape;
        }
        if (StoreFolding.isUnusable(opened.mark(), mark, markedAt)) {
            opened.clear();
        }
        opened.reshape(current);
        new StoreFolding(around, partition, current.key(), opened)
                .upTo(mark)
                .thenRunAsync(() -> restored(opened), around.io())
                .exceptionally(failure -> {
                    fail(failure);
                    return null;
                });
    }

    private void restored(PartitionView opened) {
        opened.backfill();
        List<Entry> known = known(opened);
        attach(opened).whenComplete((reply, failure) -> {
            if (failure != null) {
                fail(failure);
                return;
            }
            boolean all;
            synchronized (this) {
                all = queue.isEmpty();
                flowing = true;
                pump();
            }
            settle(known);
            if (all) {
                told(before, 0);
            }
            repair(opened);
            attached.complete(null);
        });
    }

    /** Takes away what the journal gave again though the topic had it before. */
    private synchronized List<Entry> known(PartitionView opened) {
        List<Entry> known = queue.stream()
                .filter(entry -> opened.find(entry.place())
                        .filter(stored -> stored.version() == entry.version())
                        .isPresent())
                .toList();
        queue.removeAll(new HashSet<>(known));
        return known;
    }

    private CompletableFuture<PartitionReply> attach(PartitionView opened) {
        return self.submit(new PartitionCommand.Attach(opened, share));
    }

    private void repair(PartitionView opened) {
        List<Bytes> strays = List.copyOf(opened.mark().strays());
        if (!strays.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("partition", self.id())
                    .addKeyValue("records", strays.size())
                    .log("late records of a deposed owner are overwritten");
            self.submit(new PartitionCommand.Repair(strays)).whenComplete((reply, failure) -> {
                if (failure != null) {
                    fail(failure);
                }
            });
        }
    }

    private synchronized void pump() {
        while (flowing && !stopped && !queue.isEmpty() && inFlight.size() < IN_FLIGHT) {
            Sent sent = new Sent(queue.remove());
            inFlight.add(sent);
            around.log().append(partition, TableRecord.of(shape.key(), sent.entry, term), (offset, at, failure) -> {
                if (failure == null) {
                    acknowledge(sent, offset, at);
                } else {
                    fail(failure);
                }
            });
        }
    }

    private synchronized void acknowledge(Sent sent, long offset, long atMillis) {
        sent.offset = offset;
        sent.atMillis = atMillis;
        while (!stopped && !inFlight.isEmpty() && inFlight.element().offset >= 0) {
            acknowledged.add(inFlight.remove());
        }
        pump();
        if (!stopped && !folding && !acknowledged.isEmpty()) {
            folding = true;
            work(this::fold);
        }
    }

    /** One at a time: takes what was acknowledged into the store. */
    private void fold() {
        List<Sent> batch;
        PartitionView open;
        synchronized (this) {
            open = open();
            batch = List.copyOf(acknowledged);
            acknowledged.clear();
            if (open == null || batch.isEmpty()) {
                folding = false;
                return;
            }
        }
        List<Entry> run = new ArrayList<>();
        long next = open.position();
        for (Sent sent : batch) {
            if (sent.offset != next) {
                // Somebody else wrote in between. Only reading tells whether we are deposed or they are.
                fold(open, run, next, sent.atMillis);
                fail(new IllegalStateException("offset " + sent.offset + " was acknowledged, expected " + next));
                return;
            }
            run.add(sent.entry);
            next++;
        }
        fold(open, run, next, batch.getLast().atMillis);
        work(this::fold);
    }

    private void fold(PartitionView open, List<Entry> run, long next, long atMillis) {
        if (!run.isEmpty() && open.fold(new Stretch(run, List.of(), next, term, atMillis))) {
            settle(run);
            long newest = 0;
            long weight = 0;
            for (Entry entry : run) {
                newest = Math.max(newest, entry.version());
                weight += entry.weight();
            }
            told(newest, weight);
        }
    }

    /**
     * Lets the journal forget what the topic has, now and then. Changes of this term come in their order, behind all that the topic lacked before it; what is written again
     * for a stray is older.
     */
    private void told(long newest, long weight) {
        synchronized (this) {
            untold += weight;
            if (newest < before || untold < around.memory().step()) {
                return;
            }
            untold = 0;
        }
        self.submit(new PartitionCommand.Store(newest)).whenComplete((reply, failure) -> {
            if (failure != null) {
                LOG.atDebug().setCause(failure).log("the journal keeps what the topic has");
            }
        });
    }

    private void settle(List<Entry> entries) {
        if (!entries.isEmpty()) {
            self.submit(new PartitionCommand.Settle(entries)).whenComplete((reply, failure) -> {
                if (failure != null) {
                    fail(failure);
                }
            });
        }
    }
}
