package io.penstock.kernel.contract;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.port.Machines;
import java.time.Duration;
import java.time.InstantSource;

/** A host of machines under test, with what tests do to it. Every test has a fresh one; it may have one node or several. */
public interface MachinesCluster extends AutoCloseable {

    /** Makes a kind known to every node. Called before {@link #start}. */
    <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions);

    /** All nodes up, all shards owned. */
    void start();

    /** A node from which every aggregate can be reached. Ask again after anything moved. */
    Machines machines();

    /** The time that machines are told. */
    InstantSource clock();

    /** Lets that much time pass: moves a clock, or waits. */
    void advance(Duration duration);

    JournalFaults faults();

    /** Every process dies at once, without a word, and is started again. Held acknowledgements are lost. */
    void crashAndRecover();

    /** The owner of the aggregate's shard gives it up in order, and some node takes it. */
    void stepDown(AggregateId id);

    /** Another node takes the aggregate's shard, and {@link #machines()} reaches that one; the old owner is not told. */
    Zombie depose(AggregateId id);

    /** Takes a snapshot of the aggregate's shard; returns when it is durable and the journal is trimmed. */
    void snapshot(AggregateId id);

    /** How many records the journal of the aggregate's shard holds between its start and its end. */
    long journalRecords(AggregateId id);

    /** How many shards there are. */
    int shards();

    /** From how many commands on their way in one shard THROTTLED is answered. The suite sends a few times as many. */
    int queueCapacity();

    @Override
    void close();

    /** An owner that was deposed and does not know. */
    interface Zombie {

        /** Decides as if the shard were its own still. */
        Machines machines();

        /** Writes a snapshot and journals a pointer to it, as if the shard were its own still. */
        void snapshot();
    }
}
