package io.penstock.services.common;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;

/** An owner of quotas that nodes share, who answers late, or not at all, in a time of the test's own. */
public abstract class LateOwner implements Machines {

    private static final int SECOND = 1_000;
    private static final int LATE = 50;

    private final TreeMap<Long, List<Runnable>> later = new TreeMap<>();
    private final SplittableRandom random;

    /** Moves the test's clock by so many milliseconds and tells what it shows then. */
    private final LongUnaryOperator clock;

    private long nodes;

    protected RateShares shares = new RateShares();
    protected boolean isAway;
    protected int asked;

    protected LateOwner(long seed, LongUnaryOperator clock) {
        this.random = new SplittableRandom(seed);
        this.clock = clock;
    }

    /** What a node that asks is called; 0 when it was not told yet. */
    protected abstract long node(Object command);

    /** What the node is answered, as of now. */
    protected abstract Object answer(Object command, long node, long nowMillis);

    @Override
    public <S, C, E, R> void register(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {
        throw new IllegalStateException("this owner is none");
    }

    @Override
    @SuppressWarnings("unchecked") // nothing but shares is asked for
    public <C, R> CompletableFuture<R> submit(MachineType<C, R> type, AggregateId id, C command) {
        asked++;
        long known = node(command);
        long node = known == 0 ? ++nodes : known;
        CompletableFuture<R> reply = new CompletableFuture<>();
        at(random.nextInt(LATE), () -> {
            if (isAway) {
                at(12 * SECOND, () -> reply.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
            } else {
                R answer = (R) answer(command, node, clock.applyAsLong(0));
                at(random.nextInt(LATE), () -> reply.complete(answer));
            }
        });
        return reply;
    }

    private void at(int delay, Runnable action) {
        later.computeIfAbsent(clock.applyAsLong(0) + delay, missing -> new ArrayList<>())
                .add(action);
    }

    /** Lets time pass, and what is due happen. */
    public void pass(int millis) {
        long now = clock.applyAsLong(millis);
        while (!later.isEmpty() && later.firstKey() <= now) {
            later.pollFirstEntry().getValue().forEach(Runnable::run);
        }
    }
}
