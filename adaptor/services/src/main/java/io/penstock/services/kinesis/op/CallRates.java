package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Calls a second of one operation by one account in one Region, counted by each node for the calls that reach it. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Control plane API limits</a>
 */
final class CallRates {

    private static final long MILLIS = 1_000;

    /** Accounts are what callers say they are: counts of seconds that are over go when there are so many. */
    private static final int MANY = 10_000;

    private record Key(String operation, String account, String region) {}

    private record Spent(long second, int calls) {}

    private final boolean enforced;
    private final InstantSource clock;
    private final Map<Key, Spent> spent = new ConcurrentHashMap<>();

    CallRates(boolean enforced, InstantSource clock) {
        this.enforced = enforced;
        this.clock = clock;
    }

    /** The handler, refusing what is called too often. */
    <I extends AwsRequest, O extends AwsResponse> OperationHandler<I, O> limit(
            String operation, int perSecond, OperationHandler<I, O> handler) {
        if (!enforced) {
            return handler;
        }
        return (call, request) -> {
            spend(call, operation, perSecond);
            return handler.handle(call, request);
        };
    }

    private void spend(CallContext call, String operation, int perSecond) {
        long second = clock.millis() / MILLIS;
        if (spent.size() >= MANY) {
            spent.values().removeIf(old -> old.second() != second);
        }
        Spent now = spent.merge(
                new Key(operation, call.account().value(), call.region().value()),
                new Spent(second, 1),
                (old, one) -> old.second() == second ? new Spent(second, old.calls() + 1) : one);
        if (now.calls() > perSecond) {
            throw KinesisFaults.limit("Rate exceeded for " + operation + " under account " + call.account() + ".");
        }
    }

    /** How many counts are kept: {@value #MANY}, and those of one second. */
    int size() {
        return spent.size();
    }
}
