package io.penstock.kernel.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The behaviour of one kind of aggregate, free of I/O. One instance serves all aggregates of the kind.
 *
 * <p>Contract: {@code decide} only reads the state; {@code evolve} alone changes it (it may change the instance in place and return it),
 * never fails on an event that {@code decide} produced and throws {@link IllegalStateException} on an impossible one. Both are
 * functions of their arguments alone, so that replaying a journal gives the state that was live.
 *
 * @param <S> state; may be a mutable structure, owned by the host's shard thread
 * @param <C> commands, a sealed type
 * @param <E> events, a sealed type
 * @param <R> replies, a sealed type
 */
public interface Machine<S, C, E, R> {

    /** The kind's stable name and codecs. */
    MachineType<C, R> type();

    /** The state of an aggregate that nothing has happened to. */
    S initial(AggregateId id);

    /**
     * Answers a command.
     *
     * @throws io.penstock.kernel.fault.FaultException to refuse it; nothing is written then
     */
    Decision<E, R> decide(S state, C command, Tick tick);

    /** Applies an event. */
    S evolve(S state, E event);

    /** Bytes of events, as written to journals. Every version ever written stays readable. */
    Codec<E> events();

    /** Bytes of states, as written to snapshots. Every version ever written stays readable. */
    Codec<S> states();

    /**
     * When parked commands should be decided again, or {@link #due} be submitted, though nothing has happened: a lease that runs out, a delay
     * that ends. Empty when time alone changes nothing. Called after every change, so it must be cheap.
     */
    default Optional<Instant> nextDue(S state) {
        return Optional.empty();
    }

    /** The command the host submits to itself when {@link #nextDue} has come; empty when deciding parked commands again is enough. */
    default Optional<C> due() {
        return Optional.empty();
    }

    /**
     * What makes a reply good that nobody got, because its caller had left between the decision and the answer: a message handed out to nobody is
     * given back. Empty when nothing needs to. The host submits it; it is lost with an owner or a connection that dies, so time must heal the same.
     */
    default Optional<C> unheard(C command, R reply) {
        return Optional.empty();
    }

    /**
     * A command of another node, whose clock shows something else, as if its caller had submitted it here: moments until which somebody waits are moved, so that
     * he waits as long as he wanted to. Times that are data stay.
     *
     * @param ahead how far this node's clock is ahead of the other's; negative when it is behind
     */
    default C shifted(C command, Duration ahead) {
        return command;
    }

    /** Whether the state equals the initial one for all purposes, so that the host may forget the aggregate. */
    default boolean isVacant(S state) {
        return false;
    }
}
