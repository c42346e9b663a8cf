package io.penstock.services.dynamodb.transaction;

import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Transactions that are open, and tokens of those that were committed lately. Belongs to the host's thread. */
public final class CoordinatorState {

    private final NavigableMap<Long, Open> open = new TreeMap<>();
    private final Map<Bytes, Long> openTokens = new HashMap<>();
    private final Map<Bytes, Done> done = new LinkedHashMap<>();
    private long next;
    private long nextTelling;

    /** Where a transaction is. */
    enum Phase {
        UNDECIDED,
        COMMITTED,
        ABORTED
    }

    /** A transaction of which some partition may not have heard the outcome. */
    record Open(Bytes token, Bytes fingerprint, List<String> participants, long atMillis, Outcome outcome) {

        Open with(Outcome newOutcome) {
            return new Open(token, fingerprint, participants, atMillis, newOutcome);
        }
    }

    record Outcome(Phase phase, List<TableReads> reads) {
        static final Outcome NONE = new Outcome(Phase.UNDECIDED, List.of());
    }

    /** A transaction that was committed, in the order of their ends. */
    record Done(Bytes fingerprint, long atMillis, List<TableReads> reads) {}

    NavigableMap<Long, Open> open() {
        return open;
    }

    Optional<Open> open(long number) {
        return Optional.ofNullable(open.get(number));
    }

    Optional<Open> openBy(Bytes token) {
        return Optional.ofNullable(openTokens.get(token)).map(open::get);
    }

    Optional<Done> doneBy(Bytes token) {
        return Optional.ofNullable(done.get(token));
    }

    /** By token, the oldest first; to be read only. */
    Map<Bytes, Done> done() {
        return done;
    }

    /** The number of the next transaction. */
    long next() {
        return next;
    }

    /** When, in epoch milliseconds, partitions that have not answered are told again. */
    long nextTelling() {
        return nextTelling;
    }

    /** No transaction with a smaller number is open. */
    long below() {
        return open.isEmpty() ? next : open.firstKey();
    }

    void apply(CoordinatorEvent event) {
        switch (event) {
            case CoordinatorEvent.Begun begun ->
                put(
                        begun.number(),
                        new Open(
                                begun.token(),
                                begun.fingerprint(),
                                begun.participants(),
                                begun.atMillis(),
                                Outcome.NONE));
            case CoordinatorEvent.Decided(long number, boolean committed, List<TableReads> reads) ->
                open.computeIfPresent(
                        number,
                        (_, known) -> known.with(new Outcome(committed ? Phase.COMMITTED : Phase.ABORTED, reads)));
            case CoordinatorEvent.Finished(long number, long atMillis) -> finish(number, atMillis);
            case CoordinatorEvent.Forgotten(long before) -> forget(before);
            case CoordinatorEvent.Retold(long nextMillis) -> nextTelling = nextMillis;
        }
    }

    void put(long number, Open transaction) {
        open.put(number, transaction);
        openTokens.put(transaction.token(), number);
        next = Math.max(next, number + 1);
    }

    void put(Bytes token, Done transaction) {
        done.remove(token);
        done.put(token, transaction);
    }

    void startAt(long number) {
        next = number;
    }

    private void finish(long number, long atMillis) {
        Open ended = open.remove(number);
        if (ended == null) {
            throw new IllegalStateException("transaction " + number + " is finished and was not open");
        }
        openTokens.remove(ended.token());
        if (ended.outcome().phase() == Phase.COMMITTED) {
            put(
                    ended.token(),
                    new Done(ended.fingerprint(), atMillis, ended.outcome().reads()));
        }
        forget(atMillis - CoordinatorMachine.REMEMBERED.toMillis());
    }

    private void forget(long beforeMillis) {
        var oldest = done.values().iterator();
        while (oldest.hasNext() && oldest.next().atMillis() < beforeMillis) {
            oldest.remove();
        }
    }
}
