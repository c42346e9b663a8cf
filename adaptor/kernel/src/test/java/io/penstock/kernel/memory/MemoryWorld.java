package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All ports over one memory, with one clock and one seed. Register machines on {@link #machines()}, then use the ports as a service would.
 *
 * <pre>{@code
 * try (MemoryWorld world = new MemoryWorld(MemoryOptions.deterministic())) {
 *     world.machines().register(machine, self -> Companion.none());
 *     Reply reply = world.machines().submit(machine.type(), id, command).join();
 *     world.advance(Duration.ofSeconds(30));
 *     world.crashAndRecover();
 * }
 * }</pre>
 */
public final class MemoryWorld implements AutoCloseable {

    private final MemoryOptions options;
    private final EventLoop loop;
    private final RandomGenerator random;
    private final MemoryFaults journalFaults;
    private final MemoryFaults recordLogFaults;
    private final List<ShardStore> stores = new ArrayList<>();
    private final List<MemoryMachines> owners = new CopyOnWriteArrayList<>();
    private final List<Throwable> defects = new CopyOnWriteArrayList<>();
    private final MemoryTopics topics;
    private final MemoryRecordLog recordLog;
    private final MemoryCatalog catalog;
    private volatile MemoryMachines machines;

    public MemoryWorld(MemoryOptions options) {
        this.options = options;
        this.loop = new EventLoop(options.mode());
        SplittableRandom seeds = new SplittableRandom(options.seed());
        this.random = seeds.split();
        this.journalFaults = new MemoryFaults(loop, seeds.split());
        this.recordLogFaults = new MemoryFaults(loop, seeds.split());
        this.machines = new MemoryMachines(this);
        for (int shard = 0; shard < options.shards(); shard++) {
            stores.add(new ShardStore());
            owners.add(machines);
        }
        this.topics = new MemoryTopics(loop);
        this.recordLog = new MemoryRecordLog(loop, topics, recordLogFaults);
        this.catalog = new MemoryCatalog(loop);
    }

    /** A world for tests that do not block. */
    public static MemoryWorld deterministic() {
        return new MemoryWorld(MemoryOptions.deterministic());
    }

    /** A world for handlers that block, with a clock that stands still. */
    public static MemoryWorld threaded() {
        return new MemoryWorld(MemoryOptions.threaded());
    }

    /** Aggregates, from a node that knows who owns what. */
    public MemoryMachines machines() {
        return machines;
    }

    public MemoryRecordLog recordLog() {
        return recordLog;
    }

    public MemoryTopics topics() {
        return topics;
    }

    public MemoryCatalog catalog() {
        return catalog;
    }

    public InstantSource clock() {
        return loop.clock();
    }

    public RandomGenerator random() {
        return random;
    }

    /** Faults of the journals, and so of every command that changes something. */
    public MemoryFaults journalFaults() {
        return journalFaults;
    }

    /** Faults of {@link #recordLog()}. */
    public MemoryFaults recordLogFaults() {
        return recordLogFaults;
    }

    /** Lets time pass; timers, deadlines and late acknowledgements on the way happen at their time. */
    public void advance(Duration duration) {
        loop.advance(duration);
    }

    /**
     * Runs an action as one task, so that what it submits is queued before any of it is decided: the way to make decisions overlap in
     * {@link EventLoop.Mode#DETERMINISTIC}.
     */
    public void atOnce(Runnable action) {
        loop.onLoop(action);
    }

    /**
     * The process dies and comes back: memory, timers, feeds and unanswered callers are gone, what was written is replayed. Callers hear
     * UNAVAILABLE; companions hear nothing. Held acknowledgements are lost.
     */
    public void crashAndRecover() {
        loop.onLoop(() -> {
            crash();
            for (int shard = 0; shard < stores.size(); shard++) {
                if (!stores.get(shard).records().isEmpty()) {
                    owners.get(shard).open(shard);
                }
            }
        });
    }

    private void crash() {
        machines.crash();
        recordLog.crash();
        journalFaults.forgetHeld();
        recordLogFaults.forgetHeld();
    }

    /**
     * Another node takes a shard; the old owner is told nothing and goes on as a zombie. {@link #machines()} is the new node from now on, for
     * all shards.
     *
     * @return the old owner's port, which still believes that the aggregate is its own
     */
    public MemoryMachines depose(AggregateId id) {
        MemoryMachines zombie = machines;
        loop.onLoop(() -> {
            MemoryMachines next = new MemoryMachines(zombie);
            zombie.open(zombie.shardOf(id));
            for (int shard = 0; shard < stores.size(); shard++) {
                owners.set(shard, next);
            }
            zombie.leaveAllBut(zombie.shardOf(id));
            machines = next;
            next.open(next.shardOf(id));
        });
        return zombie;
    }

    /** The owner of this aggregate's shard gives it up in order, and takes it again. */
    public void stepDown(AggregateId id) {
        loop.onLoop(() -> machines.owned(machines.shardOf(id)).ifPresent(MemoryShard::stepDown));
    }

    /** Takes a snapshot of the aggregate's shard and trims its journal. */
    public void snapshot(AggregateId id) {
        snapshot(machines, id);
    }

    void snapshot(MemoryMachines node, AggregateId id) {
        loop.onLoop(() -> node.open(node.shardOf(id)).ifPresent(MemoryShard::snapshot));
        // The pointer's acknowledgement is a task of its own.
        loop.onLoop(() -> {});
    }

    /** The live state of an aggregate, the initial one if nothing has happened to it. To look at, not to keep or change. */
    public <S> S state(Machine<S, ?, ?, ?> machine, AggregateId id) {
        AtomicReference<@Nullable Object> found = new AtomicReference<>();
        loop.onLoop(() -> machines.owned(machines.shardOf(id))
                .flatMap(shard -> shard.find(ref(machine, id)))
                .ifPresent(live -> found.set(live.state)));
        @SuppressWarnings("unchecked") // found under the machine's own name
        @Nullable
        S state = (S) found.get();
        return state == null ? machine.initial(id) : state;
    }

    /** The state that replaying the journal gives now. */
    public <S> S replayed(Machine<S, ?, ?, ?> machine, AggregateId id) {
        ShardStore.Slot<?, ?, ?, ?> slot =
                stores.get(machines.shardOf(id)).replay(machines::kind).slots.get(ref(machine, id));
        @SuppressWarnings("unchecked") // found under the machine's own name
        @Nullable
        S state = slot == null ? null : (S) slot.state;
        return state == null ? machine.initial(id) : state;
    }

    private static AggregateRef ref(Machine<?, ?, ?, ?> machine, AggregateId id) {
        return new AggregateRef(machine.type().name(), id);
    }

    /** How many commands are parked: a long poll has arrived when this says so. */
    public int parked() {
        int[] count = new int[1];
        loop.onLoop(() -> count[0] = machines.parked());
        return count[0];
    }

    /** What was thrown that should not have been: by companions, codecs, or machines other than as a fault. */
    public List<Throwable> defects() {
        return List.copyOf(defects);
    }

    /** The node stops in order: companions are closed. */
    @Override
    public void close() {
        loop.onLoop(() -> machines.leaveAllBut(-1));
        loop.close();
    }

    EventLoop loop() {
        return loop;
    }

    MemoryOptions options() {
        return options;
    }

    ShardStore store(int shard) {
        return stores.get(shard);
    }

    MemoryMachines owner(int shard) {
        return owners.get(shard);
    }

    void defect(Throwable defect) {
        defects.add(defect);
    }

    /** The fault in a failure; a failure without one is a defect of the code under test. */
    FaultException asFault(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FaultException fault) {
                return fault;
            }
        }
        defect(failure);
        return CommonFaults.INTERNAL.with();
    }

    static NewRecord record(JournalRecord record) {
        return new NewRecord(null, record.encode(), List.of());
    }

    /** The journal of this aggregate's shard, as bytes: epochs, pointers and strays included. */
    public List<LogRecord> journal(AggregateId id) {
        return stores.get(machines.shardOf(id)).records();
    }
}
