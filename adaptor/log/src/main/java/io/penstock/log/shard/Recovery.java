package io.penstock.log.shard;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.log.shard.JournalRecord.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/** Rebuilds the aggregates of a shard from its last snapshot and the journal behind it, up to the new owner's EPOCH record. Blocks. */
final class Recovery {

    private static final int ATTEMPTS = 5;

    private final ShardStore store;
    private final int shard;
    private final long epoch;
    private final Function<String, Registration<?, ?, ?, ?>> kinds;

    /**
     * @param states what was rebuilt
     * @param records journal records that were applied or skipped on the way
     */
    record Restored(List<State<?, ?, ?, ?>> states, long records) {}

    /** A rebuilt aggregate. */
    static final class State<S, C, E, R> {
        final Registration<S, C, E, R> kind;
        final AggregateId id;
        S value;

        /** Events of the snapshot's epoch up to this sequence number are in the value already. */
        private long includedThrough;

        State(Registration<S, C, E, R> kind, AggregateId id) {
            this.kind = kind;
            this.id = id;
            this.value = kind.initial(id);
        }

        private void load(byte[] bytes, long through) {
            value = kind.machine().states().decode(bytes);
            includedThrough = through;
        }

        private void replay(List<byte[]> events) {
            value = kind.replay(value, events);
        }
    }

    /** @param kinds by name; throws IllegalStateException for a name that is not registered: going on without its events would be data loss */
    Recovery(ShardStore store, int shard, long epoch, Function<String, Registration<?, ?, ?, ?>> kinds) {
        this.store = store;
        this.shard = shard;
        this.epoch = epoch;
        this.kinds = kinds;
    }

    Restored run(KafkaConsumer<byte[], byte[]> consumer) {
        OffsetOutOfRangeException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return attempt(consumer);
            } catch (OffsetOutOfRangeException e) {
                // The previous owner trimmed behind a snapshot while we read; that snapshot is there now.
                last = e;
            }
        }
        throw new IllegalStateException(
                "the journal of shard " + shard + " is trimmed faster than it can be read", last);
    }

    private Restored attempt(KafkaConsumer<byte[], byte[]> consumer) {
        LogReader journal = store.journalReader(shard, consumer);
        long start = epoch == 0 ? 0 : journal.start();
        Tape tape = new Tape(journal, start, epoch);
        tape.load();
        Optional<Snapshot> snapshot = lastSnapshot(tape, start);
        if (snapshot.isEmpty() && start > 0) {
            throw new IllegalStateException("the journal of shard " + shard + " begins at offset " + start
                    + ", but no snapshot holds what was before");
        }
        Replay replay = new Replay();
        snapshot.ifPresent(pointer -> replay.load(pointer, store.snapshotReader(shard, consumer)));
        tape.play(snapshot.map(Snapshot::fromOffset).orElse(start), replay);
        return new Restored(List.copyOf(replay.states.values()), replay.records);
    }

    /**
     * The last SNAPSHOT record that counts. What comes before the first EPOCH record of a trimmed journal is taken to be whole: the journal is only ever
     * trimmed behind a snapshot that counts, so either that one lies here too and vouches for its epoch, or it lies further on and is the one we look for.
     */
    private static Optional<Snapshot> lastSnapshot(Tape tape, long start) {
        Fence fence = Fence.within(firstEpoch(tape, start));
        Snapshot[] last = new Snapshot[1];
        tape.play(start, (offset, value) -> {
            if (JournalRecord.isEpoch(value)) {
                fence.begin(offset);
            } else if (fence.admits(JournalRecord.epochOf(value), JournalRecord.sequenceOf(value))
                    && JournalRecord.isSnapshot(value)
                    && JournalRecord.decode(value) instanceof Snapshot pointer
                    && pointer.fromOffset() >= start) {
                last[0] = pointer;
            }
            return true;
        });
        return Optional.ofNullable(last[0]);
    }

    /** The epoch that holds at the beginning: of all that write before the next EPOCH record, the owner's number is the greatest. */
    private static long firstEpoch(Tape tape, long start) {
        long[] greatest = {-1};
        tape.play(start, (offset, value) -> {
            if (JournalRecord.isEpoch(value)) {
                return false;
            }
            greatest[0] = Math.max(greatest[0], JournalRecord.epochOf(value));
            return true;
        });
        return greatest[0];
    }

    /** Applies what counts. */
    private final class Replay implements LogReader.Visitor {
        private final Map<JournalRecord.Subject, State<?, ?, ?, ?>> states = new HashMap<>();
        private final List<byte[]> parts = new ArrayList<>();
        private Fence fence = Fence.closed();
        private @Nullable Snapshot from;
        private long records;

        void load(Snapshot pointer, LogReader reader) {
            from = pointer;
            fence = Fence.at(pointer.epoch(), pointer.fromSequence());
            SnapshotBytes.read(pointer, reader, entry -> state(entry.subject()).load(entry.state(), entry.sequence()));
        }

        @Override
        public boolean record(long offset, byte[] value) {
            records++;
            switch (JournalRecord.decode(value)) {
                case JournalRecord.Epoch begun -> {
                    fence.begin(offset);
                    parts.clear();
                }
                case Snapshot pointer -> fence.admits(pointer.epoch(), pointer.sequence());
                case JournalRecord.Events events -> {
                    if (fence.admits(events.epoch(), events.sequence())) {
                        take(events);
                    }
                }
            }
            return true;
        }

        private void take(JournalRecord.Events events) {
            parts.addAll(events.events());
            if (events.more()) {
                return;
            }
            State<?, ?, ?, ?> state = state(events.subject());
            boolean included =
                    from != null && from.epoch() == events.epoch() && events.sequence() <= state.includedThrough;
            if (!included) {
                state.replay(parts);
            }
            parts.clear();
        }

        private State<?, ?, ?, ?> state(JournalRecord.Subject subject) {
            return states.computeIfAbsent(
                    subject, s -> state(kinds.apply(s.machine()), new AggregateId(s.aggregate())));
        }

        private static <S, C, E, R> State<S, C, E, R> state(Registration<S, C, E, R> kind, AggregateId id) {
            return new State<>(kind, id);
        }
    }
}
