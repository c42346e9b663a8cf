package io.penstock.services.sqs.op;

import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits.FifoQuota;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls a second on FIFO queues, counted by this node for the calls that reach it. A window of one second per queue and action, or per message
 * group in high-throughput mode. Thread-safe.
 */
public final class Quotas {

    /** Actions are counted apart. */
    enum Action {
        SEND,
        RECEIVE,
        DELETE
    }

    private record Key(String queueId, Action action, String group) {}

    private record Spent(long second, int calls) {}

    /** Windows remembered before those of past seconds are thrown away. */
    private static final int MANY = 10_000;

    private final FifoQuota quota;
    private final InstantSource clock;
    private final Map<Key, Spent> spent = new ConcurrentHashMap<>();

    public Quotas(FifoQuota quota, InstantSource clock) {
        this.quota = quota;
        this.clock = clock;
    }

    /** Counts a call; fails with {@link SqsFaults#REQUEST_THROTTLED} when the second's quota is spent. */
    void spend(QueueDefinition queue, Action action, @Nullable String group) {
        if (!queue.isFifo() || quota.equals(FifoQuota.NONE)) {
            return;
        }
        boolean perGroup = queue.attributes().isThroughputPerGroup();
        int limit = perGroup ? quota.groupCallsPerSecond() : quota.callsPerSecond();
        if (perGroup && group == null) {
            // Receives and deletes of a high-throughput queue scale with its groups; AWS counts them per partition of
            // its own.
            return;
        }
        long second = clock.millis() / 1_000;
        if (spent.size() > MANY) {
            spent.values().removeIf(window -> window.second() != second);
        }
        Key key = new Key(queue.id(), action, perGroup && group != null ? group : "");
        Spent now = spent.merge(
                key,
                new Spent(second, 1),
                (old, one) -> old.second() == second ? new Spent(second, old.calls() + 1) : one);
        if (now.calls() > limit) {
            throw SqsFaults.REQUEST_THROTTLED.with();
        }
    }
}
