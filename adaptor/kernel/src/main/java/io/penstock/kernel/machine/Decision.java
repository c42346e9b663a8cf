package io.penstock.kernel.machine;

import java.time.Instant;
import java.util.List;

/**
 * What a command leads to.
 *
 * @param <E> events
 * @param <R> replies
 */
public sealed interface Decision<E, R> {

    /**
     * Events to append to the journal, all or none, then the reply. With no events nothing is written, but the reply still waits for
     * every earlier append of the shard: otherwise it could reveal what never became durable.
     */
    record Journal<E, R>(List<E> events, R reply) implements Decision<E, R> {
        public Journal {
            events = List.copyOf(events);
        }
    }

    /**
     * Events that are applied but not written, because they can be derived again from another durable log (a queue topic's scan). The
     * reply waits as for {@link Journal}.
     */
    record Derived<E, R>(List<E> events, R reply) implements Decision<E, R> {
        public Derived {
            events = List.copyOf(events);
        }
    }

    /**
     * Not answerable yet (a long poll on an empty queue): the host keeps the command and decides it again after the aggregate changed or
     * {@link Machine#nextDue} came, in the order of arrival, and stops going through a lane at the first of it that parks again. At
     * {@code until} the host answers {@code otherwise}. A parked command whose caller is gone is dropped without effect.
     *
     * <p>A command that parks again in its lane keeps its place. Of its deadlines the earliest holds, so that a machine that counts from
     * {@code now} cannot make a caller wait for ever; of its {@code otherwise} the latest.
     *
     * @param lane commands that wait for the same thing share a lane
     */
    record Park<E, R>(String lane, Instant until, R otherwise) implements Decision<E, R> {}

    /** A reply and no events. */
    static <E, R> Decision<E, R> reply(R reply) {
        return new Journal<>(List.of(), reply);
    }

    /** Events to journal, and the reply. */
    static <E, R> Decision<E, R> journal(List<E> events, R reply) {
        return new Journal<>(events, reply);
    }

    /** One event to journal, and the reply. */
    static <E, R> Decision<E, R> journal(E event, R reply) {
        return new Journal<>(List.of(event), reply);
    }

    /** Events derived from another durable log, and the reply. */
    static <E, R> Decision<E, R> derived(List<E> events, R reply) {
        return new Derived<>(events, reply);
    }
}
