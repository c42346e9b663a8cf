package io.penstock.services.sqs.op;

import io.penstock.kernel.port.Machines;
import io.penstock.services.common.NodeShares;
import io.penstock.services.common.RateShares;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionMachine;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.services.sqs.queue.GroupHash;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits.FifoQuota;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Calls a second on FIFO queues: of each queue and action, or of each message group in high-throughput mode. The owner of a queue's definition gives every node
 * a share (decision 026). Without limits nothing is counted and nobody asked. Memory: some 300 bytes for each queue, action and group that was used in the last second.
 * Thread-safe.
 */
public final class Quotas {

    /** Actions are counted apart. */
    enum Action {
        SEND(1),
        RECEIVE(2),
        DELETE(3);

        /** What nodes and owners count it by. Groups are counted by their hashes, in the other mode. */
        private final long key;

        Action(long key) {
            this.key = key;
        }
    }

    /** Queues remembered before idle ones are thrown away. */
    private static final int MANY = 1_000;

    private static final long SWEEP_MILLIS = 1_000;

    private final FifoQuota quota;
    private final InstantSource clock;
    private final Machines machines;
    private final Map<Counted, Calls> queues = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong();

    /** A queue changes its mode while nodes count. */
    private record Counted(String queueId, boolean perGroup) {}

    /** The calls of one queue on this node. */
    private static final class Calls {

        private final NodeShares<CallThrottle> shares;

        Calls(NodeShares<CallThrottle> shares) {
            this.shares = shares;
        }

        /** Counts a call once under each key, or under none. */
        synchronized boolean spend(LongStream keys, long now) {
            List<CallThrottle> throttles = keys.mapToObj(shares::of).toList();
            boolean granted = true;
            for (CallThrottle throttle : throttles) {
                granted &= throttle.wants(now);
            }
            if (granted) {
                throttles.forEach(throttle -> throttle.take(now));
            }
            return granted;
        }
    }

    public Quotas(FifoQuota quota, InstantSource clock, Machines machines) {
        this.quota = quota;
        this.clock = clock;
        this.machines = machines;
    }

    /** Counts a send, single or in a batch; fails with {@link SqsFaults#REQUEST_THROTTLED} when a quota is spent. */
    void send(QueueDefinition queue, List<NewMessage> messages) {
        if (isUnlimited(queue)) {
            return;
        }
        if (!queue.attributes().isThroughputPerGroup()) {
            spend(queue, LongStream.of(Action.SEND.key));
            return;
        }
        spend(
                queue,
                messages.stream()
                        .map(message -> message.envelope().group())
                        .distinct()
                        .mapToLong(group -> group == null ? GroupHash.NONE : GroupHash.of(group)));
    }

    /** Counts a receive or a delete; the same. */
    void spend(QueueDefinition queue, Action action) {
        // Receives and deletes of a high-throughput queue scale with its groups; AWS counts them per partition of its
        // own.
        if (!isUnlimited(queue) && !queue.attributes().isThroughputPerGroup()) {
            spend(queue, LongStream.of(action.key));
        }
    }

    private boolean isUnlimited(QueueDefinition queue) {
        return !queue.isFifo() || quota.equals(FifoQuota.NONE);
    }

    private void spend(QueueDefinition queue, LongStream keys) {
        long now = clock.millis();
        Calls calls = of(queue, now);
        boolean granted = calls.spend(keys, now);
        calls.shares.used();
        if (!granted) {
            throw SqsFaults.REQUEST_THROTTLED.with();
        }
    }

    private Calls of(QueueDefinition queue, long now) {
        long last = sweptAt.get();
        if (queues.size() > MANY && now - last >= SWEEP_MILLIS && sweptAt.compareAndSet(last, now)) {
            queues.values().removeIf(calls -> calls.shares.isIdle(now));
        }
        boolean perGroup = queue.attributes().isThroughputPerGroup();
        // Of message groups there may be many with few messages each. The owner takes every node to want that much
        // anyway.
        double least = perGroup ? RateShares.LEAST : 0;
        int perSecond = perGroup ? quota.groupCallsPerSecond() : quota.callsPerSecond();
        return queues.computeIfAbsent(
                new Counted(queue.id(), perGroup),
                missing -> new Calls(
                        new NodeShares<>(created -> new CallThrottle(perSecond, least, created), owner(queue), clock)));
    }

    private NodeShares.Owner owner(QueueDefinition queue) {
        return (node, demand) -> machines.submit(
                        DefinitionMachine.TYPE,
                        DefinitionMachine.id(queue.arn()),
                        new DefinitionCommand.Share(queue.id(), node, demand))
                .thenApply(reply -> reply instanceof DefinitionReply.Shares(long name, var shares)
                        ? Optional.of(new NodeShares.Answer(name, shares))
                        : Optional.empty());
    }
}
