package io.penstock.services.kinesis.control;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.control.ReshardPlan.Step;
import io.penstock.services.kinesis.control.StreamEvent.Granted;
import io.penstock.services.kinesis.control.StreamEvent.Measured;
import io.penstock.services.kinesis.control.StreamState.Meter;
import io.penstock.services.kinesis.control.StreamState.Written;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisSettings.Scaling;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamCommand.Seen;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.StreamReply.Grant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from what is written: grants, and the shards of on-demand streams.
 *
 * <p>Nodes report what they wrote to each shard every five seconds. When the time of measuring is over, shards that took more than half of what AWS lets a shard
 * take are split in the middle. When the whole stream has taken less than a quarter of what its shards could for long enough, neighbours are merged that together
 * took less than a quarter of one shard's, down to four shards.
 */
final class LoadDecisions {

    private static final long MILLIS = 1_000;

    /** A shard is hot above one half of its quota, a pair or a stream cold below a quarter. */
    private static final int HOT = 2;

    private static final int COLD = 4;

    private final Scaling scaling;

    LoadDecisions(Scaling scaling) {
        this.scaling = scaling;
    }

    /** Records and bytes a second. */
    private record Rate(long records, long bytes) {

        static Rate of(Written written, long millis) {
            return new Rate(written.records() * MILLIS / millis, written.bytes() * MILLIS / millis);
        }

        Rate plus(Rate other) {
            return new Rate(records + other.records, bytes + other.bytes);
        }

        boolean isAbove(int part, int shards) {
            return records > (long) shards * KinesisLimits.AWS.shard().writeRecords() / part
                    || bytes > shards * KinesisLimits.AWS.shard().writeBytes() / part;
        }
    }

    Decision<StreamEvent, StreamReply> extend(StreamState state, StreamCommand.Extend extend, Tick tick) {
        boolean isServed = Decisions.isCurrent(state, extend.id())
                && Decisions.required(state).isServing();
        if (!isServed) {
            throw Decisions.none(state);
        }
        StreamDefinition stream = Decisions.required(state);
        List<StreamEvent> events = new ArrayList<>();
        List<Grant> grants = new ArrayList<>();
        for (Seen seen : extend.seen()) {
            Optional<ShardDefinition> shard = stream.shard(seen.shard());
            if (shard.isEmpty()) {
                // Retention has forgotten it: whatever was appended there just now exists nowhere.
                grants.add(new Grant(seen.shard(), 0, Long.MAX_VALUE, stream.version()));
                continue;
            }
            Meter meter = Grants.meter(state, shard.get());
            boolean isDue = shard.get().state() == ShardDefinition.State.OPEN && seen.offset() >= meter.askAt();
            if (isDue) {
                Granted granted = Grants.next(
                        shard.get(), meter, seen.offset(), tick.now().toEpochMilli());
                events.add(granted);
                grants.add(
                        Grants.grant(shard.get().granted(granted.granted()), Grants.meter(granted), stream.version()));
            } else {
                grants.add(Grants.grant(shard.get(), meter, stream.version()));
            }
        }
        return Decision.journal(events, new StreamReply.Grants(grants));
    }

    /** Nothing is journaled: what nodes use is known again half a second after a change of owner. */
    static Decision<StreamEvent, StreamReply> share(StreamState state, StreamCommand.Share share, Tick tick) {
        if (!Decisions.isCurrent(state, share.id())) {
            throw Decisions.none(state);
        }
        long node = share.node() == 0 ? tick.random().nextLong() | 1 : share.node();
        return Decision.reply(new StreamReply.Demanded(node, tick.now().toEpochMilli(), share.demand()));
    }

    Decision<StreamEvent, StreamReply> report(StreamState state, StreamCommand.Report report, Tick tick) {
        boolean counts = Decisions.isCurrent(state, report.id())
                && Decisions.required(state).mode() == Mode.ON_DEMAND;
        return counts
                ? Decisions.noted(List.of(
                        new StreamEvent.Loaded(report.loads(), tick.now().toEpochMilli())))
                : Decisions.noted();
    }

    /** When the load is to be judged next. */
    Optional<Instant> nextMeasure(StreamState state) {
        StreamDefinition stream = state.stream();
        boolean isScaled = stream != null && stream.mode() == Mode.ON_DEMAND && stream.status() == Status.ACTIVE;
        if (!isScaled || stream == null) {
            return Optional.empty();
        }
        boolean isWorth =
                !state.load().shards().isEmpty() || stream.openShards().size() > KinesisLimits.ON_DEMAND_SHARDS;
        return isWorth
                ? Optional.of(Instant.ofEpochMilli(state.load().sinceMillis()).plus(scaling.up()))
                : Optional.empty();
    }

    /** Judges the load since the last time. */
    Decision<StreamEvent, StreamReply> measure(StreamState state, Tick tick) {
        StreamDefinition stream = Decisions.required(state);
        long now = tick.now().toEpochMilli();
        long elapsed = Math.max(1, now - state.load().sinceMillis());
        List<ShardDefinition> open = ReshardPlan.inOrder(stream.openShards());
        List<Step> hot = new ArrayList<>();
        Rate total = new Rate(0, 0);
        for (ShardDefinition shard : open) {
            Rate rate = rate(state, shard, elapsed);
            total = total.plus(rate);
            if (rate.isAbove(HOT, 1)
                    && ReshardPlan.middle(shard).compareTo(shard.range().end()) < 0) {
                hot.add(new Step.Split(shard, ReshardPlan.middle(shard)));
            }
        }
        if (!hot.isEmpty()) {
            return measured(state, new Measured(now, 0), hot, tick);
        }
        boolean quiet = open.size() > KinesisLimits.ON_DEMAND_SHARDS && !total.isAbove(COLD, open.size());
        long before = state.load().quietSince();
        long quietSince = quiet ? (before == 0 ? Math.max(1, state.load().sinceMillis()) : before) : 0;
        boolean longEnough = quiet && now - quietSince >= scaling.down().toMillis();
        List<Step> cold = longEnough ? cold(state, open, elapsed) : List.of();
        return measured(state, new Measured(now, cold.isEmpty() ? quietSince : 0), cold, tick);
    }

    private static Decision<StreamEvent, StreamReply> measured(
            StreamState state, Measured measured, List<Step> steps, Tick tick) {
        List<StreamEvent> events = new ArrayList<>(List.of(measured));
        ShardDecisions.planWhatFits(state, steps, tick).ifPresent(events::add);
        return Decisions.noted(events);
    }

    private static List<Step> cold(StreamState state, List<ShardDefinition> open, long elapsed) {
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i + 1 < open.size() && open.size() - steps.size() > KinesisLimits.ON_DEMAND_SHARDS) {
            Rate pair = rate(state, open.get(i), elapsed).plus(rate(state, open.get(i + 1), elapsed));
            if (!pair.isAbove(COLD, 1)) {
                steps.add(new Step.Merge(open.get(i), open.get(i + 1)));
                i++;
            }
            i++;
        }
        return steps;
    }

    private static Rate rate(StreamState state, ShardDefinition shard, long elapsed) {
        Written written = state.load().shards().getOrDefault(shard.number(), new Written(0, 0));
        return Rate.of(written, elapsed);
    }
}
