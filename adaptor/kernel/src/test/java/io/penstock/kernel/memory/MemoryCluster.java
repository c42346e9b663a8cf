package io.penstock.kernel.memory;

import io.penstock.kernel.contract.JournalFaults;
import io.penstock.kernel.contract.MachinesCluster;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.port.Machines;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;

/** A memory world as the contract suites want it. */
final class MemoryCluster implements MachinesCluster, JournalFaults {

    private static final int QUEUE = 64;

    private final MemoryWorld world;

    MemoryCluster(EventLoop.Mode mode) {
        this.world = new MemoryWorld(MemoryOptions.deterministic().with(mode).withQueueCapacity(QUEUE));
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        world.machines().register(machine, companions);
    }

    @Override
    public void start() {
        // A memory world opens shards when they are needed.
    }

    @Override
    public Machines machines() {
        return world.machines();
    }

    @Override
    public InstantSource clock() {
        return world.clock();
    }

    @Override
    public void advance(Duration duration) {
        world.advance(duration);
    }

    @Override
    public JournalFaults faults() {
        return this;
    }

    @Override
    public void crashAndRecover() {
        world.crashAndRecover();
    }

    @Override
    public void stepDown(AggregateId id) {
        world.stepDown(id);
    }

    @Override
    public Zombie depose(AggregateId id) {
        MemoryMachines zombie = world.depose(id);
        return new Zombie() {
            @Override
            public Machines machines() {
                return zombie;
            }

            @Override
            public void snapshot() {
                world.snapshot(zombie, id);
            }
        };
    }

    @Override
    public void snapshot(AggregateId id) {
        world.snapshot(id);
    }

    @Override
    public long journalRecords(AggregateId id) {
        return world.journal(id).size();
    }

    @Override
    public int shards() {
        return world.options().shards();
    }

    @Override
    public int queueCapacity() {
        return QUEUE;
    }

    @Override
    public void close() {
        world.close();
    }

    @Override
    public void loseNextAck() {
        world.journalFaults().loseNextAck();
    }

    @Override
    public void refuseNextAppend() {
        world.journalFaults().refuseNextAppend();
    }

    @Override
    public void spareNextAppend() {
        world.journalFaults().spareNextAppend();
    }

    @Override
    public void duplicateNextAppend() {
        world.journalFaults().duplicateNextAppend();
    }

    @Override
    public void holdAcks() {
        world.journalFaults().holdAcks();
    }

    @Override
    public void awaitHeldAcks(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> world.journalFaults().heldAcks() >= count);
    }

    @Override
    public void releaseAcks() {
        world.journalFaults().releaseAcks();
    }

    @Override
    public void loseLeaders() {
        world.journalFaults().loseLeaders();
    }

    @Override
    public void awaitKeptAppends(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> world.journalFaults().keptAppends() >= count);
    }

    @Override
    public void electLeaders() {
        world.journalFaults().electLeaders();
    }

    @Override
    public void slowAcks(Duration late) {
        world.journalFaults().slowAcks(late);
    }
}
