package io.penstock.kernel.port;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import java.util.concurrent.CompletableFuture;

/** Aggregates, wherever in the cluster they live. */
public interface Machines {

    /** Makes a kind of aggregate known to this node. Every node registers every kind, before the host starts. */
    <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions);

    /**
     * Sends a command to an aggregate, over the internal channel if another node owns its shard. The reply means that everything it tells of
     * is durable. Cancelling the future drops a parked command; a command that was already decided stays decided.
     *
     * <p>Fails with {@link io.penstock.kernel.fault.FaultException}: what the machine refused;
     * {@link io.penstock.kernel.fault.CommonFaults#THROTTLED} when the shard's queue is full (nothing happened);
     * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} when no owner could be reached or ownership moved before the append was acknowledged (it may have happened).
     */
    <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command);
}
