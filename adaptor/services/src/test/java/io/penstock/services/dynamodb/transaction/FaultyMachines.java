package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** Machines whose messages are lost, late, doubled, or the last before the process dies. */
final class FaultyMachines implements Machines {

    /** What becomes of a message. */
    enum Fate {
        DELIVERED,
        /** Never arrives; the sender hears that nobody was reached. */
        UNSENT,
        /** Never arrives, and the sender hears nothing. */
        SILENT,
        /** Arrives; the sender hears that nobody was reached. */
        ANSWER_LOST,
        /** Arrives, again at once. */
        TWICE,
        /** Arrives, again when all seems to be over. */
        AGAIN_LATE,
        /** Arrives when all seems to be over; the sender hears that nobody was reached. */
        LATE,
        /** The process dies instead of sending. */
        CRASH_BEFORE,
        /** Arrives, and the process dies. */
        CRASH_AFTER
    }

    private final MemoryWorld world;
    private final List<Runnable> late = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private BiFunction<Integer, String, Fate> fates = (number, kind) -> Fate.DELIVERED;
    private int messages;

    FaultyMachines(MemoryWorld world) {
        this.world = world;
    }

    /** What becomes of the messages from now on, counted from 0. */
    void fates(IntFunction<Fate> newFates) {
        messages = 0;
        sent.clear();
        fates = (number, kind) -> newFates.apply(number);
    }

    /** What becomes of all messages of a kind from now on; others arrive. */
    void fate(String struck, Fate fate) {
        fates = (number, kind) -> kind.equals(struck) ? fate : Fate.DELIVERED;
    }

    /** Kinds of the messages since then. */
    List<String> sent() {
        return sent;
    }

    void deliverLate() {
        List<Runnable> due = new ArrayList<>(late);
        late.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        world.machines().register(machine, companions);
    }

    @Override
    public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
        sent.add(command.getClass().getSimpleName());
        Fate fate = fates.apply(messages++, command.getClass().getSimpleName());
        return switch (fate) {
            case DELIVERED -> deliver(type, id, command);
            case UNSENT -> unavailable();
            case SILENT -> new CompletableFuture<>();
            case ANSWER_LOST -> {
                CompletableFuture<R> answer = new CompletableFuture<>();
                deliver(type, id, command)
                        .whenComplete(
                                (reply, failure) -> answer.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
                yield answer;
            }
            case TWICE -> {
                CompletableFuture<R> first = deliver(type, id, command);
                deliver(type, id, command);
                yield first;
            }
            case AGAIN_LATE -> {
                late.add(() -> deliver(type, id, command));
                yield deliver(type, id, command);
            }
            case LATE -> {
                late.add(() -> deliver(type, id, command));
                yield unavailable();
            }
            case CRASH_BEFORE -> {
                crash();
                yield new CompletableFuture<>();
            }
            case CRASH_AFTER -> {
                CompletableFuture<R> unheard = deliver(type, id, command);
                crash();
                yield unheard;
            }
        };
    }

    private void crash() {
        world.atOnce(world::crashAndRecover);
    }

    private static <R> CompletableFuture<R> unavailable() {
        return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
    }

    private <C, R> CompletableFuture<R> deliver(MachineType<C, R> type, AggregateId id, C command) {
        return world.machines().submit(type, id, command);
    }
}
