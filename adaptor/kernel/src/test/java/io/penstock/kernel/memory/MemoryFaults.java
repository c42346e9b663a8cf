package io.penstock.kernel.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * What goes wrong with appends. Counted faults strike the next appends; rates strike at random, by the world's seed. Thread-safe.
 *
 * <p>"Lost" means stored, but the acknowledgement never comes; "refused" means not stored. The appender hears
 * {@link io.penstock.kernel.fault.CommonFaults#UNAVAILABLE} for both and cannot tell them apart.
 */
public final class MemoryFaults {

    /**
     * How often, from 0 to 1, and how late acknowledgements are at most.
     *
     * @param maxDelay each acknowledgement is late by up to this
     */
    public record Rates(double lost, double refused, double duplicated, Duration maxDelay) {
        /** Nothing goes wrong. */
        public static final Rates NONE = new Rates(0, 0, 0, Duration.ZERO);
    }

    enum Fate {
        STORED,
        LOST,
        REFUSED,
        DUPLICATED
    }

    private final EventLoop loop;
    private final RandomGenerator random;
    private final Deque<Fate> next = new ArrayDeque<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final Deque<Runnable> kept = new ArrayDeque<>();
    private Rates rates = Rates.NONE;
    private Duration late = Duration.ZERO;
    private boolean holding;
    private boolean leaderless;

    MemoryFaults(EventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    /** The next append is stored, but its acknowledgement is lost. */
    public synchronized void loseNextAck() {
        next.add(Fate.LOST);
    }

    /** The next append is not stored; those behind it may be. */
    public synchronized void refuseNextAppend() {
        next.add(Fate.REFUSED);
    }

    /** The next append is stored twice and acknowledged once. */
    public synchronized void duplicateNextAppend() {
        next.add(Fate.DUPLICATED);
    }

    /** The next append fares well; for faults further on. */
    public synchronized void spareNextAppend() {
        next.add(Fate.STORED);
    }

    /** From now on, at random. */
    public synchronized void randomly(Rates newRates) {
        rates = newRates;
    }

    /** Appends are stored, but no acknowledgement arrives until {@link #releaseAcks}. */
    public synchronized void holdAcks() {
        holding = true;
    }

    /** Delivers what was held, in order. */
    public void releaseAcks() {
        Deque<Runnable> released;
        synchronized (this) {
            holding = false;
            released = new ArrayDeque<>(held);
            held.clear();
        }
        loop.execute(() -> released.forEach(Runnable::run));
    }

    /** How many acknowledgements are held. */
    public synchronized int heldAcks() {
        return held.size();
    }

    /** From now on appends are kept by their producers, and nothing is stored. */
    public synchronized void loseLeaders() {
        leaderless = true;
    }

    /** Stores what was kept, in order. */
    public void electLeaders() {
        // On the loop, where appends are made: none comes in between.
        loop.execute(() -> leaders().forEach(Runnable::run));
    }

    private synchronized Deque<Runnable> leaders() {
        leaderless = false;
        Deque<Runnable> appends = new ArrayDeque<>(kept);
        kept.clear();
        return appends;
    }

    /** How many appends producers keep. */
    public synchronized int keptAppends() {
        return kept.size();
    }

    /** Every acknowledgement is late by this. */
    public synchronized void slowAcks(Duration newLate) {
        late = newLate;
    }

    /** Keeps an append while there is no leader to take it; false when there is one. */
    synchronized boolean keep(Runnable append) {
        if (leaderless) {
            kept.add(append);
        }
        return leaderless;
    }

    synchronized Fate fate() {
        Fate counted = next.poll();
        if (counted != null) {
            return counted;
        }
        double draw = rates.equals(Rates.NONE) ? 1 : random.nextDouble();
        if (draw < rates.lost()) {
            return Fate.LOST;
        }
        if (draw < rates.lost() + rates.refused()) {
            return Fate.REFUSED;
        }
        return draw < rates.lost() + rates.refused() + rates.duplicated() ? Fate.DUPLICATED : Fate.STORED;
    }

    synchronized Duration delay() {
        long max = rates.maxDelay().toNanos();
        return max == 0 ? late : late.plusNanos(random.nextLong(max));
    }

    /** Keeps an acknowledgement back while they are held; false when it may go out. */
    synchronized boolean hold(Runnable ack) {
        if (holding) {
            held.add(ack);
        }
        return holding;
    }

    synchronized void forgetHeld() {
        held.clear();
        kept.clear();
        holding = false;
        leaderless = false;
    }
}
