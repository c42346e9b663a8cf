package io.penstock.wire;

import io.penstock.kernel.fault.FaultException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * What may be done in a second, counted by each node for the calls that reach it, in whole seconds of the clock. What is refused does not count. Takes the same time however
 * much is counted, and memory for what was counted in one second. Thread-safe.
 */
public final class CallRates {

    private static final long MILLIS = 1_000;

    /** Seconds by which a clock is behind because it was set back, and not because another thread has read it later. */
    private static final long SET_BACK = 2;

    /** What a caller is told whose calls of an operation are too many. */
    @FunctionalInterface
    public interface Refusal {
        FaultException of(String operation, CallContext call);
    }

    private record Key(String what, String whose) {}

    private record Window(long second, Map<Key, AtomicLong> counts) {}

    private final boolean enforced;
    private final InstantSource clock;
    private final Refusal refusal;
    private final AtomicReference<Window> window = new AtomicReference<>(new Window(0, new ConcurrentHashMap<>()));

    /** @param enforced else everything is granted and nothing counted */
    public CallRates(boolean enforced, InstantSource clock, Refusal refusal) {
        this.enforced = enforced;
        this.clock = clock;
        this.refusal = refusal;
    }

    /** The handler, refusing what one account calls too often in one Region. */
    public <I extends AwsRequest, O extends AwsResponse> OperationHandler<I, O> limit(
            String operation, int perSecond, OperationHandler<I, O> handler) {
        if (!enforced) {
            return handler;
        }
        return (call, request) -> {
            spend(call, operation, 1, perSecond);
            return handler.handle(call, request);
        };
    }

    /**
     * One thing that is counted.
     *
     * @param whose count it is
     * @param amount more than 0
     * @param perSecond how much there may be of it in a second
     */
    public record Charge(String operation, String whose, long amount, long perSecond) {

        /** Of what one account does in one Region. */
        public static Charge ofAccount(CallContext call, String operation, long amount, long perSecond) {
            return new Charge(
                    operation, call.account().value() + ' ' + call.region().value(), amount, perSecond);
        }
    }

    /** Counts what one account does in one Region, as {@link #spend(CallContext, List)}. */
    public void spend(CallContext call, String operation, long amount, long perSecond) {
        spend(call, List.of(Charge.ofAccount(call, operation, amount, perSecond)));
    }

    /**
     * Counts all of it, or nothing.
     *
     * @throws FaultException as the constructor was told, when there would be too much of anything in this second
     */
    public void spend(CallContext call, List<Charge> charges) {
        if (!enforced) {
            return;
        }
        Window now = current();
        for (int i = 0; i < charges.size(); i++) {
            if (!grants(now, charges.get(i))) {
                charges.subList(0, i).forEach(charge -> count(now, charge).addAndGet(-charge.amount()));
                throw refusal.of(charges.get(i).operation(), call);
            }
        }
    }

    private static AtomicLong count(Window now, Charge charge) {
        return now.counts().computeIfAbsent(new Key(charge.operation(), charge.whose()), absent -> new AtomicLong());
    }

    private static boolean grants(Window now, Charge charge) {
        AtomicLong count = count(now, charge);
        for (long before = count.get(); before + charge.amount() <= charge.perSecond(); before = count.get()) {
            if (count.compareAndSet(before, before + charge.amount())) {
                return true;
            }
        }
        return false;
    }

    private Window current() {
        long second = clock.millis() / MILLIS;
        Window known = window.get();
        boolean setBack = second + SET_BACK < known.second();
        if (second <= known.second() && !setBack) {
            return known;
        }
        Window next = new Window(second, new ConcurrentHashMap<>());
        return window.compareAndSet(known, next) ? next : window.get();
    }

    /** How many counts are kept: those of one second. */
    int size() {
        return window.get().counts().size();
    }
}
