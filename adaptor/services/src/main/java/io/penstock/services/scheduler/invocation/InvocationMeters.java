package io.penstock.services.scheduler.invocation;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of occurrences on this node, from the start of the process. Thread-safe. */
public final class InvocationMeters {

    /** What is counted. */
    public enum Meter {
        /** Occurrences that fell due. */
        OCCURRENCES,
        /** Attempts to invoke a target, the first one and retries. */
        ATTEMPTS,
        /** Attempts that the target has taken. */
        DELIVERED,
        /** Attempts that failed. */
        TARGET_ERRORS,
        /** Occurrences that a dead-letter queue has taken. */
        DEAD_LETTERS,
        /** Attempts to give an occurrence to a dead-letter queue that failed. */
        DEAD_LETTER_ERRORS,
        /** Occurrences that were given up without a dead-letter queue. */
        DROPPED
    }

    /** Later than so much an attempt is told as late. */
    public static final List<Duration> LATE = List.of(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10));

    private final Map<Meter, LongAdder> counts = new EnumMap<>(Meter.class);
    private final LongAdder[] late = new LongAdder[LATE.size()];
    private final LongAdder lags = new LongAdder();
    private final LongAdder lagMillis = new LongAdder();

    public InvocationMeters() {
        for (Meter meter : Meter.values()) {
            counts.put(meter, new LongAdder());
        }
        Arrays.setAll(late, i -> new LongAdder());
    }

    /** One more. */
    public void count(Meter meter) {
        adder(meter).increment();
    }

    /** The first attempt of an occurrence begins so long after it was due. */
    public void lag(Duration lag) {
        lags.increment();
        lagMillis.add(lag.toMillis());
        for (int i = 0; i < late.length; i++) {
            if (lag.compareTo(LATE.get(i)) > 0) {
                late[i].increment();
            }
        }
    }

    /** How many there were. */
    public long of(Meter meter) {
        return adder(meter).sum();
    }

    private LongAdder adder(Meter meter) {
        LongAdder adder = counts.get(meter);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + meter);
        }
        return adder;
    }

    /** First attempts that began. */
    public long lags() {
        return lags.sum();
    }

    /** How late they were, together. */
    public long lagMillis() {
        return lagMillis.sum();
    }

    /** How many of them were later than one of {@link #LATE}. */
    public long later(Duration than) {
        return late[LATE.indexOf(than)].sum();
    }
}
