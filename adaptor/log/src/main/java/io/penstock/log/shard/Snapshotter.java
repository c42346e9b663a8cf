package io.penstock.log.shard;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.log.LogSettings.ShardLimits;
import io.penstock.log.shard.JournalRecord.Chunks;
import io.penstock.log.shard.JournalRecord.Subject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of a live shard without stopping it: a few aggregates per turn of the strand, commands in between. So each entry is as of a position
 * of its own, which it carries. The pointer is journaled when all chunks are acknowledged; it counts only if everything decided before it
 * does. Then journal and older chunks are trimmed. Belongs to the strand.
 */
final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);
    private static final int CHUNK_BYTES = 512 << 10;
    private static final int TURN_BYTES = 128 << 10;
    private static final int CHUNKS_IN_FLIGHT = 8;

    private final ShardStore store;
    private final ShardLimits limits;
    private final Term term;
    private final Cells cells;
    private long snapshots;
    private long records;
    private long bytes;
    private long lastSize;
    private @Nullable Run running;

    Snapshotter(ShardStore store, ShardLimits limits, Term term, Cells cells) {
        this.store = store;
        this.limits = limits;
        this.term = term;
        this.cells = cells;
    }

    /** So many records had to be replayed: they count towards the next snapshot. */
    void replayed(long replayedRecords) {
        records = replayedRecords;
    }

    void progressed(int recordBytes) {
        records++;
        bytes += recordBytes;
        // A large state is not written again for a small journal: at most about as much is written twice as was
        // journaled once.
        boolean worth = bytes * 4 >= lastSize;
        boolean often = records >= limits.snapshotRecords() && worth;
        boolean large = bytes >= Math.max(limits.snapshotBytes(), 2 * lastSize);
        if (running == null && (often || large)) {
            begin();
        }
    }

    /** Starts one, unless one is under way. Completes when the journal is trimmed, exceptionally when it was given up. */
    CompletableFuture<Void> begin() {
        Run run = running;
        if (run == null) {
            run = new Run();
            running = run;
            records = 0;
            bytes = 0;
            run.turn();
        }
        return run.done;
    }

    /** The ownership is over. */
    void close() {
        if (running != null) {
            running.done.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            running = null;
        }
    }

    /** One snapshot. */
    private final class Run {
        private final Outbox.Position from = term.outbox().acknowledgedPosition();
        private final long id = ++snapshots;
        private final ArrayDeque<Cell<?, ?, ?, ?>> left = new ArrayDeque<>(cells.all());
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private long size;
        private int sent;
        private int acknowledged;
        private long first = -1;
        private long last = -1;
        private boolean waiting;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        void turn() {
            if (running != this || term.phase() != Term.Phase.LIVE) {
                return;
            }
            int turnBytes = 0;
            while (!left.isEmpty() && turnBytes < TURN_BYTES) {
                byte[] entry = entry(left.remove());
                buffer.writeBytes(entry);
                turnBytes += entry.length;
            }
            size += turnBytes;
            send(left.isEmpty());
            if (left.isEmpty()) {
                finishIfAcknowledged();
            } else if (sent - acknowledged < CHUNKS_IN_FLIGHT) {
                term.strand().execute(this::turn);
            } else {
                waiting = true;
            }
        }

        /** A forgotten aggregate is written too: replay must know that its earlier events are over. */
        private byte[] entry(Cell<?, ?, ?, ?> cell) {
            long through =
                    cell.forgottenAt >= 0 ? cell.forgottenAt : term.outbox().sequence();
            Subject subject = new Subject(cell.kind.name(), cell.id.key());
            return new SnapshotBytes.Entry(subject, through, cell.encodedState()).encode();
        }

        private void send(boolean all) {
            byte[] ready = buffer.toByteArray();
            int position = 0;
            while (ready.length - position >= CHUNK_BYTES || (all && position < ready.length)) {
                int end = Math.min(ready.length, position + CHUNK_BYTES);
                chunk(Arrays.copyOfRange(ready, position, end));
                position = end;
            }
            buffer.reset();
            buffer.write(ready, position, ready.length - position);
        }

        private void chunk(byte[] piece) {
            int index = sent++;
            byte[] chunk = SnapshotBytes.chunk(term.outbox().epoch(), id, index, piece);
            store.chunk(
                    term.shard(),
                    chunk,
                    (offset, timestamp, error) -> term.strand().execute(() -> chunkStored(index, offset, error)));
        }

        private void chunkStored(int index, long offset, @Nullable Exception error) {
            if (running != this) {
                return;
            }
            if (error != null || offset < 0) {
                LOG.atWarn()
                        .addKeyValue("shard", term.shard())
                        .addKeyValue("cause", String.valueOf(error))
                        .log("a snapshot was given up, the journal stays longer");
                close();
                return;
            }
            first = index == 0 ? offset : first;
            last = Math.max(last, offset);
            acknowledged++;
            if (waiting && sent - acknowledged < CHUNKS_IN_FLIGHT) {
                waiting = false;
                turn();
            } else if (left.isEmpty()) {
                finishIfAcknowledged();
            }
        }

        private void finishIfAcknowledged() {
            if (acknowledged == sent && term.phase() == Term.Phase.LIVE && running == this) {
                term.outbox().point(from, new Chunks(id, first, last, sent), this::trim);
            }
        }

        private void trim() {
            running = null;
            lastSize = size;
            CompletableFuture<Void> chunks =
                    first < 0 ? CompletableFuture.completedFuture(null) : store.trimSnapshots(term.shard(), first);
            store.trimJournal(term.shard(), from.offset())
                    .thenCombine(chunks, (journalTrimmed, chunksTrimmed) -> true)
                    .whenComplete(this::trimmed);
            LOG.atDebug()
                    .addKeyValue("shard", term.shard())
                    .addKeyValue("bytes", size)
                    .addKeyValue("journalFrom", from.offset())
                    .log("snapshot taken");
        }

        private void trimmed(@Nullable Boolean both, @Nullable Throwable error) {
            if (error == null) {
                done.complete(null);
                return;
            }
            // Harmless: the snapshot counts, and the next one trims this one's leftovers too.
            LOG.atWarn()
                    .addKeyValue("shard", term.shard())
                    .addKeyValue("cause", error.toString())
                    .log("the journal was not trimmed");
            done.completeExceptionally(error);
        }
    }
}
