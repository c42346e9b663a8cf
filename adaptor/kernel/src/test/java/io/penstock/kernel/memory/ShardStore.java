package io.penstock.kernel.memory;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What outlives the owner of a shard: its journal and its snapshot chunks, as bytes. */
final class ShardStore {

    /** The states of a shard as its journal tells them. */
    static final class Replay {
        final Map<AggregateRef, Slot<?, ?, ?, ?>> slots = new LinkedHashMap<>();
        long epoch = -1;
        private long sequence;
        private boolean torn;

        /** Whether a record belongs to the current epoch and is the next one of it. */
        private boolean counts(long recordEpoch, long recordSequence) {
            if (recordEpoch != epoch || recordSequence <= sequence) {
                return false;
            }
            // A missing append was never acknowledged, so nothing behind it was: the rest of the epoch stands on what
            // never happened.
            torn |= recordSequence > sequence + 1;
            if (torn) {
                return false;
            }
            sequence = recordSequence;
            return true;
        }
    }

    /** A replayed state. */
    static final class Slot<S, C, E, R> {
        final Registration<S, C, E, R> kind;
        final AggregateId id;
        S state;

        Slot(Registration<S, C, E, R> kind, AggregateId id) {
            this.kind = kind;
            this.id = id;
            this.state = kind.initial(id);
        }

        private void evolve(List<byte[]> events) {
            state = kind.evolve(state, events);
        }

        private void load(byte[] bytes) {
            state = kind.machine().states().decode(bytes);
        }
    }

    final MemoryPartition journal = new MemoryPartition();
    private final MemoryPartition snapshots = new MemoryPartition();

    /** All records of the journal, the deposed writers' ones included. */
    List<LogRecord> records() {
        return journal.read(0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Writes a state as a chunk; counts for nothing until a pointer to it is journaled. */
    long writeChunk(AggregateRef aggregate, byte[] state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            aggregate.write(out);
            out.writeInt(state.length);
            out.write(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return snapshots
                .append(new NewRecord(null, bytes.toByteArray(), List.of()), 0)
                .offset();
    }

    long chunkEnd() {
        return snapshots.range().end();
    }

    void trim(long journalOffset, long firstChunk) {
        journal.trim(journalOffset);
        snapshots.trim(firstChunk);
    }

    /**
     * Rebuilds every aggregate.
     *
     * @throws IllegalStateException when a codec or a kind is unknown: serving without those events would be data loss
     */
    Replay replay(Function<String, Registration<?, ?, ?, ?>> kinds) {
        Replay replay = new Replay();
        for (LogRecord record : records()) {
            switch (JournalRecord.decode(record.value())) {
                case JournalRecord.Epoch() -> {
                    replay.epoch = record.offset();
                    replay.sequence = 0;
                    replay.torn = false;
                }
                case JournalRecord.Events(var epoch, var sequence, var aggregate, var events) -> {
                    if (replay.counts(epoch, sequence)) {
                        slot(replay, kinds, aggregate).evolve(events);
                    }
                }
                case JournalRecord.Snapshot(var epoch, var sequence, var firstChunk, var chunks) -> {
                    if (replay.epoch < 0) {
                        // The journal was trimmed to this pointer, which only its acknowledged writer may do.
                        replay.epoch = epoch;
                        replay.sequence = sequence - 1;
                    }
                    if (replay.counts(epoch, sequence)) {
                        replay.slots.clear();
                        load(replay, kinds, firstChunk, chunks);
                    }
                }
            }
        }
        return replay;
    }

    private void load(Replay replay, Function<String, Registration<?, ?, ?, ?>> kinds, long first, int chunks) {
        List<LogRecord> found = new ArrayList<>(snapshots.read(first, chunks, Long.MAX_VALUE));
        if (chunks > 0 && (found.size() != chunks || found.getFirst().offset() != first)) {
            throw new IllegalStateException(
                    "snapshot at " + first + " has " + found.size() + " of " + chunks + " chunks");
        }
        for (LogRecord chunk : found) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(chunk.value()))) {
                AggregateRef aggregate = AggregateRef.read(in);
                slot(replay, kinds, aggregate).load(in.readNBytes(in.readInt()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Slot<?, ?, ?, ?> slot(
            Replay replay, Function<String, Registration<?, ?, ?, ?>> kinds, AggregateRef aggregate) {
        return replay.slots.computeIfAbsent(aggregate, ref -> slot(kinds.apply(ref.kind()), ref.id()));
    }

    private static <S, C, E, R> Slot<S, C, E, R> slot(Registration<S, C, E, R> kind, AggregateId id) {
        return new Slot<>(kind, id);
    }
}
