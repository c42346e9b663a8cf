package io.penstock.services.kinesis.control;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.kinesis.control.StreamState.Life;
import io.penstock.services.kinesis.control.StreamState.LoadWindow;
import io.penstock.services.kinesis.control.StreamState.Written;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamCommand.Load;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The behaviour of a stream's aggregate. */
public final class StreamMachine implements Machine<StreamState, StreamCommand, StreamEvent, StreamReply> {

    /**
     * How long the name of a deleted stream is remembered. Versions of a forgotten name start again from the clock, so this is far longer than clocks of nodes may
     * differ.
     */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Codec<StreamEvent> EVENTS = JsonRecords.sealed(StreamEvent.class);
    private static final Codec<StreamState> STATES = JsonRecords.of(StreamState.class);

    private final FeatureDecisions features;
    private final ShardDecisions shards;
    private final LoadDecisions load;
    private final SubscriptionDecisions subscriptions;

    public StreamMachine(KinesisSettings settings) {
        this.features = new FeatureDecisions(settings.limits());
        this.shards = new ShardDecisions(settings.limits());
        this.load = new LoadDecisions(settings.scaling());
        this.subscriptions = new SubscriptionDecisions(settings.limits().calls());
    }

    @Override
    public MachineType<StreamCommand, StreamReply> type() {
        return StreamCodecs.STREAMS;
    }

    @Override
    public StreamState initial(AggregateId id) {
        return StreamState.initial(id.key());
    }

    @Override
    public Decision<StreamEvent, StreamReply> decide(StreamState state, StreamCommand command, Tick tick) {
        return switch (command) {
            case StreamCommand.Create create -> LifeDecisions.create(state, create, tick);
            case StreamCommand.Describe() -> Decision.reply(describe(state));
            case StreamCommand.Delete(boolean enforce) -> LifeDecisions.delete(state, enforce, tick);
            case StreamCommand.SetRetention set -> features.retention(state, set, tick);
            case StreamCommand.Split split -> shards.split(state, split, tick);
            case StreamCommand.Merge merge -> shards.merge(state, merge, tick);
            case StreamCommand.UpdateShardCount(int target) -> shards.updateCount(state, target, tick);
            case StreamCommand.SetMode(StreamDefinition.Mode mode) -> features.mode(state, mode, tick);
            case StreamCommand.SetMaxRecordSize(int kib) -> features.maxRecordSize(state, kib, tick);
            case StreamCommand.Tag tag -> features.tag(state, tag, tick);
            case StreamCommand.Untag untag -> features.untag(state, untag, tick);
            case StreamCommand.Monitor monitor -> features.monitor(state, monitor, tick);
            case StreamCommand.SetPolicy set -> features.policy(state, set, tick);
            case StreamCommand.RegisterConsumer register -> features.register(state, register, tick);
            case StreamCommand.DeregisterConsumer deregister -> features.deregister(state, deregister, tick);
            case StreamCommand.Subscribe subscribe -> subscriptions.subscribe(state, subscribe, tick);
            case StreamCommand.AwaitSubscribed await -> SubscriptionDecisions.await(state, await, tick);
            case StreamCommand.Share share -> LoadDecisions.share(state, share, tick);
            case StreamCommand.Extend extend -> load.extend(state, extend, tick);
            case StreamCommand.Confirm(String id) -> LifeDecisions.confirm(state, id);
            case StreamCommand.Report report -> load.report(state, report, tick);
            case StreamCommand.Provisioned ready -> LifeDecisions.provisioned(state, ready, tick);
            case StreamCommand.Found found -> LifeDecisions.found(state, found, tick);
            case StreamCommand.Unusable(String id) -> LifeDecisions.unusable(state, id, tick);
            case StreamCommand.PartitionsReady ready -> ShardDecisions.started(state, ready, tick);
            case StreamCommand.PartitionsRefused refused -> ShardDecisions.refused(state, refused, tick);
            case StreamCommand.RoundReady ready -> shards.ready(state, ready, tick);
            case StreamCommand.RuinRemoved(String id) -> LifeDecisions.removed(state, id, tick);
            case StreamCommand.Due() -> due(state, tick);
        };
    }

    private static StreamReply describe(StreamState state) {
        return state.stream() == null
                ? new StreamReply.Absent(state.life().version())
                : Decisions.known(state.stream());
    }

    private Decision<StreamEvent, StreamReply> due(StreamState state, Tick tick) {
        if (isPast(forget(state), tick)) {
            return Decisions.noted(List.of(new StreamEvent.Forgotten()));
        }
        if (isPast(expiry(state), tick)) {
            long now = tick.now().toEpochMilli();
            List<Integer> gone = Decisions.required(state).shards().stream()
                    .filter(shard -> expiryMillis(state, shard) <= now)
                    .map(ShardDefinition::number)
                    .toList();
            return Decisions.noted(List.of(new StreamEvent.ShardsForgotten(Decisions.nextVersion(state, tick), gone)));
        }
        return isPast(load.nextMeasure(state), tick) ? load.measure(state, tick) : Decisions.noted();
    }

    private static boolean isPast(Optional<Instant> when, Tick tick) {
        return when.filter(due -> !due.isAfter(tick.now())).isPresent();
    }

    @Override
    public StreamState evolve(StreamState state, StreamEvent event) {
        Life life = state.life();
        return switch (event) {
            case StreamEvent.Created(StreamDefinition stream) ->
                begun(
                        state,
                        stream,
                        new Life(
                                stream.version(),
                                life.removedMillis(),
                                stream.shards().size(),
                                0,
                                List.of(),
                                List.of(),
                                null));
            case StreamEvent.Provisioned provisioned -> Evolution.provisioned(state, provisioned);
            case StreamEvent.Grown grown -> Evolution.grown(state, grown);
            case StreamEvent.Changed(StreamDefinition changed) ->
                state.with(
                                changed.but()
                                        .shards(Decisions.required(state).shards())
                                        .build(),
                                life.version(changed.version()))
                        .with(state.held().without(Evolution.gone(Decisions.required(state), changed), state.arn()));
            case StreamEvent.Granted granted ->
                state.with(Evolution.granted(Decisions.required(state), granted), life)
                        .with(Grants.meter(granted), granted.shard());
            case StreamEvent.RoundPlanned round -> Evolution.planned(state, round);
            case StreamEvent.RoundAbandoned abandoned -> Evolution.abandoned(state, abandoned);
            case StreamEvent.RoundStarted round -> Evolution.started(state, round);
            case StreamEvent.RoundFinished finished -> Evolution.finished(state, finished);
            case StreamEvent.ShardsForgotten gone ->
                state.with(Evolution.forgotten(Decisions.required(state), gone), life.version(gone.version()));
            case StreamEvent.Counted counted -> state.with(state.stream(), counted(life, counted));
            case StreamEvent.Confirmed() -> state;
            case StreamEvent.Loaded loaded -> state.with(loaded(state.load(), loaded));
            case StreamEvent.Measured(long at, long quietSince) ->
                state.with(new LoadWindow(at, quietSince, new TreeMap<>()));
            case StreamEvent.Subscribed subscribed -> state.with(state.held().with(subscribed));
            case StreamEvent.Deleted(long version) ->
                state.with(
                                Decisions.required(state)
                                        .but()
                                        .version(version)
                                        .status(Status.DELETING)
                                        .build(),
                                life.version(version))
                        .with((StreamState.Resharding) null);
            case StreamEvent.Removed(long version, long at) ->
                begun(state, null, new Life(version, at, 0, 0, List.of(), List.of(), null));
            case StreamEvent.Forgotten() -> StreamState.initial(state.arn());
        };
    }

    private static StreamState begun(StreamState state, @Nullable StreamDefinition stream, Life life) {
        StreamDefinition before = state.stream();
        Subscribers held = before == null ? state.held() : state.held().without(before.consumers(), state.arn());
        return new StreamState(state.arn(), stream, life, null, new TreeMap<>(), LoadWindow.NONE, held.successor());
    }

    private static Life counted(Life life, StreamEvent.Counted counted) {
        return switch (counted.what()) {
            case MODE ->
                new Life(
                        life.version(),
                        life.removedMillis(),
                        life.nextShard(),
                        life.round(),
                        Quotas.with(life.modeChanges(), counted.atMillis()),
                        life.shardCountChanges(),
                        life.topicId());
            case SHARD_COUNT ->
                new Life(
                        life.version(),
                        life.removedMillis(),
                        life.nextShard(),
                        life.round(),
                        life.modeChanges(),
                        Quotas.with(life.shardCountChanges(), counted.atMillis()),
                        life.topicId());
        };
    }

    private static LoadWindow loaded(LoadWindow window, StreamEvent.Loaded loaded) {
        SortedMap<Integer, Written> shards = new TreeMap<>(window.shards());
        for (Load load : loaded.loads()) {
            Written before = shards.getOrDefault(load.shard(), new Written(0, 0));
            shards.put(load.shard(), before.plus(load.records(), load.bytes()));
        }
        long since = window.shards().isEmpty() ? loaded.atMillis() : window.sinceMillis();
        return new LoadWindow(since, window.quietSince(), shards);
    }

    @Override
    public Codec<StreamEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<StreamState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(StreamState state) {
        return Stream.of(forget(state), expiry(state), load.nextMeasure(state))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static Optional<Instant> forget(StreamState state) {
        boolean gone = state.stream() == null && !state.isInitial();
        return gone
                ? Optional.of(Instant.ofEpochMilli(state.life().removedMillis()).plus(REMEMBERED))
                : Optional.empty();
    }

    /** When the first closed shard is past retention, and with it all of its records. */
    private static Optional<Instant> expiry(StreamState state) {
        StreamDefinition stream = state.stream();
        if (stream == null || !stream.isServing()) {
            return Optional.empty();
        }
        return stream.shards().stream().mapToLong(shard -> expiryMillis(state, shard)).min().stream()
                .filter(millis -> millis != Long.MAX_VALUE)
                .mapToObj(Instant::ofEpochMilli)
                .findFirst();
    }

    private static long expiryMillis(StreamState state, ShardDefinition shard) {
        @Nullable StreamDefinition stream = state.stream();
        if (stream == null || shard.state() != ShardDefinition.State.CLOSED) {
            return Long.MAX_VALUE;
        }
        return shard.life().closedMillis()
                + Duration.ofHours(stream.features().retentionHours()).toMillis();
    }

    @Override
    public Optional<StreamCommand> due() {
        return Optional.of(new StreamCommand.Due());
    }

    @Override
    public boolean isVacant(StreamState state) {
        return state.isInitial();
    }
}
