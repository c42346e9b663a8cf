package io.penstock.services.kinesis.control;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.ShardDefinition.Life;
import io.penstock.services.kinesis.stream.ShardDefinition.Parents;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Features;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamReply;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** Creation and deletion. */
final class LifeDecisions {

    private static final int ID_BYTES = 8;
    private static final long MILLIS = 1_000;

    private LifeDecisions() {}

    static Decision<StreamEvent, StreamReply> create(StreamState state, StreamCommand.Create create, Tick tick) {
        StreamDefinition present = state.stream();
        if (present != null) {
            throw KinesisFaults.RESOURCE_IN_USE.with(
                    "Stream " + present.name() + " under account " + present.account() + " already exists.");
        }
        long now = tick.now().toEpochMilli();
        byte[] id = new byte[ID_BYTES];
        tick.random().nextBytes(id);
        StreamDefinition stream = new StreamDefinition(
                state.arn(),
                HexFormat.of().formatHex(id),
                Decisions.nextVersion(state, tick),
                now,
                create.mode(),
                Status.CREATING,
                new Features(KinesisLimits.DEFAULT_RETENTION_HOURS, create.maxRecordKib(), List.of()),
                create.topic(),
                new TreeMap<>(create.tags()),
                new TreeMap<>(),
                List.of(),
                create.topic().adopted() ? List.of() : shards(noEnds(create.shards()), now));
        return Decision.journal(new StreamEvent.Created(stream), Decisions.known(stream));
    }

    private static List<Long> noEnds(int count) {
        return java.util.Collections.nCopies(count, 0L);
    }

    /** Shards of equal size over partitions that end at these offsets. */
    private static List<ShardDefinition> shards(List<Long> ends, long now) {
        List<ShardDefinition> shards = new ArrayList<>();
        for (int number = 0; number < ends.size(); number++) {
            shards.add(new ShardDefinition(
                    number,
                    HashRange.uniform(number, ends.size()),
                    now / MILLIS,
                    Parents.NONE,
                    Grants.first(ends.get(number)),
                    new Life(now, ShardDefinition.NEVER, 0)));
        }
        return shards;
    }

    /** The topic is there: its partitions may hold records already, adopted or not. */
    static Decision<StreamEvent, StreamReply> provisioned(
            StreamState state, StreamCommand.Provisioned ready, Tick tick) {
        boolean isNews = Decisions.isCurrent(state, ready.id())
                && Decisions.required(state).status() == Status.CREATING;
        if (!isNews) {
            return Decisions.noted();
        }
        StreamDefinition stream = Decisions.required(state);
        List<Long> ends = ready.ends();
        List<ShardDefinition> shards = shards(
                stream.topic().adopted()
                        ? ends
                        : ends.subList(0, stream.shards().size()),
                stream.createdMillis());
        return Decisions.noted(List.of(
                new StreamEvent.Provisioned(Decisions.nextVersion(state, tick), shards, ends.size(), ready.topicId())));
    }

    /** Partitions that somebody added to an adopted topic become shards. That there are fewer than before can only be a topic made anew: nothing follows from it. */
    static Decision<StreamEvent, StreamReply> found(StreamState state, StreamCommand.Found found, Tick tick) {
        StreamDefinition stream = Decisions.serving(state, found.id());
        boolean isNews =
                stream.topic().adopted() && found.partitions() > stream.shards().size();
        if (!isNews) {
            return Decision.reply(Decisions.known(stream));
        }
        StreamEvent.Grown grown = new StreamEvent.Grown(
                Decisions.nextVersion(state, tick),
                found.partitions(),
                tick.now().toEpochMilli());
        return Decision.journal(grown, Decisions.known(Evolution.grown(stream, grown)));
    }

    static Decision<StreamEvent, StreamReply> unusable(StreamState state, String id, Tick tick) {
        boolean isNews =
                Decisions.isCurrent(state, id) && Decisions.required(state).status() == Status.CREATING;
        return isNews
                ? Decisions.noted(List.of(new StreamEvent.Deleted(Decisions.nextVersion(state, tick))))
                : Decisions.noted();
    }

    static Decision<StreamEvent, StreamReply> delete(StreamState state, boolean enforceConsumers, Tick tick) {
        StreamDefinition stream = Decisions.required(state);
        if (stream.status() == Status.DELETING) {
            return Decision.reply(new StreamReply.Absent(state.life().version()));
        }
        if (stream.status() == Status.CREATING) {
            throw KinesisFaults.notActive(stream.name(), stream.account(), "CREATING");
        }
        if (!stream.consumers().isEmpty() && !enforceConsumers) {
            throw KinesisFaults.RESOURCE_IN_USE.with("Stream " + stream.name() + " under account " + stream.account()
                    + " has consumers registered. Deregister them or set EnforceConsumerDeletion.");
        }
        long version = Decisions.nextVersion(state, tick);
        return Decision.journal(new StreamEvent.Deleted(version), new StreamReply.Absent(version));
    }

    static Decision<StreamEvent, StreamReply> confirm(StreamState state, String id) {
        Decisions.serving(state, id);
        return Decisions.noted(List.of(new StreamEvent.Confirmed()));
    }

    static Decision<StreamEvent, StreamReply> removed(StreamState state, String id, Tick tick) {
        boolean isNews =
                Decisions.isCurrent(state, id) && Decisions.required(state).status() == Status.DELETING;
        return isNews
                ? Decisions.noted(List.of(new StreamEvent.Removed(
                        Decisions.nextVersion(state, tick), tick.now().toEpochMilli())))
                : Decisions.noted();
    }
}
