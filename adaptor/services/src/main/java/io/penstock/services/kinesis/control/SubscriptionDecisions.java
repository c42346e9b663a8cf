package io.penstock.services.kinesis.control;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.StreamReply.Holder;
import java.time.Duration;
import java.util.List;

/**
 * Enhanced fan-out: a consumer has one subscription for each shard, over all nodes. See decision 026.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html">SubscribeToShard</a>
 */
final class SubscriptionDecisions {

    /** All who wait, wait for the same: the next subscription, whosever it is. */
    private static final String LANE = "subscriptions";

    private static final Duration WAIT = Duration.ofSeconds(20);

    private final boolean refusesEarly;

    /** @param refusesEarly whether five seconds must pass before a subscription is taken over */
    SubscriptionDecisions(boolean refusesEarly) {
        this.refusesEarly = refusesEarly;
    }

    Decision<StreamEvent, StreamReply> subscribe(StreamState state, StreamCommand.Subscribe subscribe, Tick tick) {
        StreamDefinition stream = Decisions.serving(state, subscribe.id());
        String consumer = subscribe.consumerArn();
        if (stream.consumerOf(consumer).isEmpty()) {
            throw KinesisFaults.RESOURCE_NOT_FOUND.with(
                    "Consumer " + consumer + " under account " + stream.account() + " not found.");
        }
        String shardId = ShardDefinition.id(subscribe.shard());
        if (stream.shard(subscribe.shard()).isEmpty()) {
            throw KinesisFaults.noShard(shardId, stream.name(), stream.account());
        }
        long now = tick.now().toEpochMilli();
        // A time that lies ahead is that of an owner whose clock was ahead; a clock that is far off must not lock a
        // consumer out.
        boolean isEarly = state.held()
                .last(consumer, subscribe.shard())
                .filter(taken -> Math.abs(now - taken.atMillis()) < KinesisLimits.RESUBSCRIBE_AFTER.toMillis())
                .isPresent();
        if (refusesEarly && isEarly) {
            throw KinesisFaults.RESOURCE_IN_USE.with("Another active subscription exists for this consumer: " + consumer
                    + ", shard " + shardId + ". It may be replaced 5 seconds after it was established.");
        }
        long token = Math.max(state.held().newest() + 1, now);
        return Decision.journal(
                new StreamEvent.Subscribed(consumer, subscribe.shard(), token, now),
                new StreamReply.Subscribed(List.of(new Holder(consumer, subscribe.shard(), token))));
    }

    static Decision<StreamEvent, StreamReply> await(StreamState state, StreamCommand.AwaitSubscribed await, Tick tick) {
        Decisions.serving(state, await.id());
        return state.held().newest() > await.after()
                ? Decision.reply(new StreamReply.Subscribed(state.held().after(await.after())))
                : new Decision.Park<>(LANE, tick.now().plus(WAIT), new StreamReply.Subscribed(List.of()));
    }
}
