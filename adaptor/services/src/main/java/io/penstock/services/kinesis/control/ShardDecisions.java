package io.penstock.services.kinesis.control;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.control.ReshardPlan.Step;
import io.penstock.services.kinesis.control.StreamEvent.RoundFinished;
import io.penstock.services.kinesis.control.StreamEvent.RoundPlanned;
import io.penstock.services.kinesis.control.StreamEvent.RoundStarted;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.ShardDefinition.Life;
import io.penstock.services.kinesis.stream.ShardDefinition.Parents;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamReply;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Splitting and merging: which shards end, which begin. */
final class ShardDecisions {

    private static final long MILLIS = 1_000;

    private final KinesisLimits limits;

    ShardDecisions(KinesisLimits limits) {
        this.limits = limits;
    }

    Decision<StreamEvent, StreamReply> split(StreamState state, StreamCommand.Split split, Tick tick) {
        StreamDefinition stream = resharded(state);
        ShardDefinition shard = open(stream, split.shardId());
        HashRange range = shard.range();
        boolean inside = split.newStart().compareTo(range.start().add(BigInteger.ONE)) > 0
                && split.newStart().compareTo(range.end()) < 0;
        if (!inside) {
            throw KinesisFaults.invalid("NewStartingHashKey " + split.newStart() + " used in SplitShard() on shard "
                    + shard.id() + " in stream " + stream.name() + " under account " + stream.account()
                    + " is not both greater than one plus the shard's StartingHashKey " + range.start()
                    + " and less than the shard's EndingHashKey " + range.end() + ".");
        }
        return begin(state, List.of(new Step.Split(shard, split.newStart())), tick);
    }

    Decision<StreamEvent, StreamReply> merge(StreamState state, StreamCommand.Merge merge, Tick tick) {
        StreamDefinition stream = resharded(state);
        ShardDefinition shard = open(stream, merge.shardId());
        ShardDefinition adjacent = open(stream, merge.adjacentId());
        if (!shard.range().next().equals(adjacent.range().start())) {
            throw KinesisFaults.invalid("Shards " + shard.id() + " and " + adjacent.id() + " in stream "
                    + stream.name() + " under account " + stream.account()
                    + " are not an adjacent pair of shards eligible for merging");
        }
        return begin(state, List.of(new Step.Merge(shard, adjacent)), tick);
    }

    Decision<StreamEvent, StreamReply> updateCount(StreamState state, int target, Tick tick) {
        StreamDefinition stream = resharded(state);
        int present = stream.openShards().size();
        if (target > 2 * present) {
            throw KinesisFaults.invalid("UpdateShardCount cannot scale up over double your current open shard count. "
                    + "Current open shard count: " + present + " Target shard count: " + target);
        }
        if (2 * target < present) {
            throw KinesisFaults.invalid("UpdateShardCount cannot scale down below half your current open shard count. "
                    + "Current open shard count: " + present + " Target shard count: " + target);
        }
        if (target > KinesisLimits.UPDATED_SHARDS) {
            throw KinesisFaults.limit(
                    "UpdateShardCount cannot scale beyond " + KinesisLimits.UPDATED_SHARDS + " shards.");
        }
        Quotas.refuseTooMany(
                state.life().shardCountChanges(), limits.account().shardCountChanges(), tick.now(), "UpdateShardCount");
        List<Step> steps = ReshardPlan.towards(stream.openShards(), target);
        refuseTooMany(state, target, steps);
        StreamEvent counted =
                new StreamEvent.Counted(StreamEvent.What.SHARD_COUNT, tick.now().toEpochMilli());
        if (steps.isEmpty()) {
            return Decision.journal(counted, Decisions.known(stream));
        }
        RoundPlanned planned = plan(state, steps, target, tick);
        return Decision.journal(List.of(counted, planned), Decisions.known(Evolution.planned(stream, planned)));
    }

    /** A stream whose shards a caller may change now. */
    private static StreamDefinition resharded(StreamState state) {
        StreamDefinition stream = Decisions.active(state);
        if (stream.topic().adopted()) {
            throw KinesisFaults.invalid("Stream " + stream.name()
                    + " stands on a Kafka topic that was there before, whose partitions are its shards: they"
                    + " cannot be split or merged.");
        }
        if (stream.mode() == Mode.ON_DEMAND) {
            throw KinesisFaults.validation("Request is invalid. Stream " + stream.name() + " under account "
                    + stream.account() + " is in On-Demand mode.");
        }
        return stream;
    }

    private static ShardDefinition open(StreamDefinition stream, String shardId) {
        ShardDefinition shard = stream.shard(shardId)
                .orElseThrow(() -> KinesisFaults.noShard(shardId, stream.name(), stream.account()));
        if (shard.state() != ShardDefinition.State.OPEN) {
            throw KinesisFaults.invalid("Shard " + shardId + " in stream " + stream.name() + " under account "
                    + stream.account()
                    + " has already been merged or split, and thus is not eligible for merging or splitting.");
        }
        return shard;
    }

    private Decision<StreamEvent, StreamReply> begin(StreamState state, List<Step> steps, Tick tick) {
        StreamDefinition stream = Decisions.required(state);
        int more = steps.stream().mapToInt(Step::more).sum();
        refuseTooMany(state, stream.openShards().size() + more, steps);
        RoundPlanned planned = plan(state, steps, null, tick);
        return Decision.journal(planned, Decisions.known(Evolution.planned(stream, planned)));
    }

    /** The first of these steps that the stream has room for, as one round; empty when it has room for none. Only a bound of ours counts: load is no caller's wish. */
    static Optional<RoundPlanned> planWhatFits(StreamState state, List<Step> steps, Tick tick) {
        List<Step> fitting = new ArrayList<>();
        for (Step step : steps) {
            fitting.add(step);
            if (!fits(state, fitting)) {
                fitting.removeLast();
            }
        }
        return fitting.isEmpty() ? Optional.empty() : Optional.of(plan(state, fitting, null, tick));
    }

    /** Which shards are to be replaced by which. */
    private static RoundPlanned plan(StreamState state, List<Step> steps, @Nullable Integer target, Tick tick) {
        long now = tick.now().toEpochMilli();
        int next = state.life().nextShard();
        List<Integer> parents = new ArrayList<>();
        List<ShardDefinition> children = new ArrayList<>();
        for (Step step : steps) {
            switch (step) {
                case Step.Split(ShardDefinition parent, BigInteger newStart) -> {
                    parents.add(parent.number());
                    HashRange range = parent.range();
                    Parents from = new Parents(parent.number(), null);
                    children.add(child(
                            next++,
                            new HashRange(range.start(), newStart.subtract(BigInteger.ONE)),
                            from,
                            parent.epoch(),
                            now));
                    children.add(child(next++, new HashRange(newStart, range.end()), from, parent.epoch(), now));
                }
                case Step.Merge(ShardDefinition parent, ShardDefinition adjacent) -> {
                    parents.add(parent.number());
                    parents.add(adjacent.number());
                    children.add(child(
                            next++,
                            parent.range().with(adjacent.range()),
                            new Parents(parent.number(), adjacent.number()),
                            Math.max(parent.epoch(), adjacent.epoch()),
                            now));
                }
            }
        }
        return new RoundPlanned(
                Decisions.nextVersion(state, tick), state.life().round() + 1, parents, children, target);
    }

    private static ShardDefinition child(int number, HashRange range, Parents parents, long epoch, long now) {
        return new ShardDefinition(
                number,
                range,
                Math.max(epoch + 1, now / MILLIS),
                parents,
                Grants.first(0),
                new Life(now, ShardDefinition.NEVER, 0));
    }

    /** The quota holds the shards that a caller asks for, not those on the way there. */
    private void refuseTooMany(StreamState state, int open, List<Step> steps) {
        StreamDefinition stream = Decisions.required(state);
        if (open > limits.account().shards() || !fits(state, steps)) {
            throw KinesisFaults.limit("This request would exceed the shard limit for the account " + stream.account()
                    + " in " + stream.parsedArn().region() + ". Stream " + stream.name() + " would have " + open
                    + " open shards and " + partitions(state, steps) + " in all.");
        }
    }

    private static boolean fits(StreamState state, List<Step> steps) {
        return partitions(state, steps) <= KinesisLimits.PARTITIONS;
    }

    private static int partitions(StreamState state, List<Step> steps) {
        return state.life().nextShard()
                + steps.stream().mapToInt(Step::children).sum();
    }

    /** The children have partitions: fixes the ends of the parents, for which nothing is granted any more. */
    static Decision<StreamEvent, StreamReply> started(
            StreamState state, StreamCommand.PartitionsReady ready, Tick tick) {
        StreamState.Resharding plan = state.resharding();
        return plan != null && isUnderWay(state, ready.id(), ready.round(), true)
                ? Decisions.noted(List.of(new RoundStarted(
                        Decisions.nextVersion(state, tick),
                        plan.round(),
                        plan.parents(),
                        plan.children(),
                        plan.target())))
                : Decisions.noted();
    }

    /** The children will never have partitions: the stream keeps the shards that it has. */
    static Decision<StreamEvent, StreamReply> refused(
            StreamState state, StreamCommand.PartitionsRefused refused, Tick tick) {
        return isUnderWay(state, refused.id(), refused.round(), true)
                ? Decisions.noted(
                        List.of(new StreamEvent.RoundAbandoned(Decisions.nextVersion(state, tick), refused.round())))
                : Decisions.noted();
    }

    private static boolean isUnderWay(StreamState state, String id, int number, boolean isPlan) {
        StreamState.Resharding round = state.resharding();
        return Decisions.isCurrent(state, id) && round != null && round.round() == number && round.isPlan() == isPlan;
    }

    /**
     * Parents are filled up and partitions are there: children take over, and the next round begins if the goal is not reached. When there is no room for a next
     * round, the stream keeps what was reached: nobody is there to be refused.
     */
    Decision<StreamEvent, StreamReply> ready(StreamState state, StreamCommand.RoundReady ready, Tick tick) {
        StreamState.Resharding round = state.resharding();
        if (round == null || !isUnderWay(state, ready.id(), ready.round(), false)) {
            return Decisions.noted();
        }
        RoundFinished finished = new RoundFinished(
                Decisions.nextVersion(state, tick), round.round(), tick.now().toEpochMilli());
        if (round.target() == null) {
            return Decisions.noted(List.of(finished));
        }
        StreamState after = Evolution.finished(state, finished);
        List<Step> steps = ReshardPlan.towards(Decisions.required(after).openShards(), round.target());
        return steps.isEmpty() || !fits(after, steps)
                ? Decisions.noted(List.of(finished))
                : Decisions.noted(List.of(finished, plan(after, steps, round.target(), tick)));
    }
}
