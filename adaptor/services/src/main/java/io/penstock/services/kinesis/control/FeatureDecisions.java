package io.penstock.services.kinesis.control;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Features;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamReply;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything about a stream but its shards. */
final class FeatureDecisions {

    private static final String ALL_METRICS = "ALL";

    private final KinesisLimits limits;

    FeatureDecisions(KinesisLimits limits) {
        this.limits = limits;
    }

    Decision<StreamEvent, StreamReply> retention(StreamState state, StreamCommand.SetRetention set, Tick tick) {
        StreamDefinition stream = Decisions.active(state);
        refuseAdopted(stream, "the retention of");
        int present = stream.features().retentionHours();
        String asked = "Requested retention period (" + set.hours() + " hours) ";
        if (set.hours() < KinesisLimits.DEFAULT_RETENTION_HOURS) {
            throw KinesisFaults.invalid("Minimum allowed retention period is " + KinesisLimits.DEFAULT_RETENTION_HOURS
                    + " hours. " + asked + "is too short.");
        }
        if (set.hours() > KinesisLimits.MAXIMUM_RETENTION_HOURS) {
            throw KinesisFaults.invalid("Maximum allowed retention period is " + KinesisLimits.MAXIMUM_RETENTION_HOURS
                    + " hours. " + asked + "is too long.");
        }
        String than = " than existing retention period (" + present + " hours). Use ";
        if (set.increase() && set.hours() < present) {
            throw KinesisFaults.invalid(asked + "for stream " + stream.name() + " can not be shorter" + than
                    + "DecreaseRetentionPeriod API.");
        }
        if (!set.increase() && set.hours() > present) {
            throw KinesisFaults.invalid(asked + "for stream " + stream.name() + " can not be longer" + than
                    + "IncreaseRetentionPeriod API.");
        }
        Features old = stream.features();
        return Decisions.change(
                state, stream.but().features(new Features(set.hours(), old.maxRecordKib(), old.metrics())), tick);
    }

    Decision<StreamEvent, StreamReply> maxRecordSize(StreamState state, int kib, Tick tick) {
        StreamDefinition stream = Decisions.active(state);
        refuseAdopted(stream, "the record size of");
        Features old = stream.features();
        return Decisions.change(
                state, stream.but().features(new Features(old.retentionHours(), kib, old.metrics())), tick);
    }

    private static void refuseAdopted(StreamDefinition stream, String what) {
        if (stream.topic().adopted()) {
            throw KinesisFaults.invalid("Stream " + stream.name() + " stands on the Kafka topic "
                    + stream.topic().name() + ", which was there before: " + what
                    + " the topic is changed with Kafka's own tools.");
        }
    }

    Decision<StreamEvent, StreamReply> mode(StreamState state, Mode mode, Tick tick) {
        StreamDefinition stream = Decisions.active(state);
        if (mode == stream.mode()) {
            return Decision.reply(Decisions.known(stream));
        }
        if (stream.topic().adopted()) {
            throw KinesisFaults.invalid("Stream " + stream.name() + " stands on a Kafka topic that was there before: "
                    + "its shards do not change.");
        }
        Quotas.refuseTooMany(
                state.life().modeChanges(), limits.account().modeChanges(), tick.now(), "UpdateStreamMode");
        StreamDefinition changed = stream.but()
                .mode(mode)
                .version(Decisions.nextVersion(state, tick))
                .build();
        return Decision.journal(
                List.of(
                        new StreamEvent.Changed(changed.but().shards(List.of()).build()),
                        new StreamEvent.Counted(
                                StreamEvent.What.MODE, tick.now().toEpochMilli())),
                Decisions.known(changed));
    }

    Decision<StreamEvent, StreamReply> tag(StreamState state, StreamCommand.Tag tag, Tick tick) {
        return retag(state, tag.consumer(), tick, tags -> {
            tags.putAll(tag.tags());
            if (tags.size() > KinesisLimits.TAGS) {
                throw KinesisFaults.invalid(
                        "Failed to add tags to the stream. Given number of tags would exceed the limit of "
                                + KinesisLimits.TAGS + ".");
            }
            return tags;
        });
    }

    Decision<StreamEvent, StreamReply> untag(StreamState state, StreamCommand.Untag untag, Tick tick) {
        return retag(state, untag.consumer(), tick, tags -> {
            untag.keys().forEach(tags::remove);
            return tags;
        });
    }

    private static Decision<StreamEvent, StreamReply> retag(
            StreamState state,
            @Nullable String consumer,
            Tick tick,
            UnaryOperator<NavigableMap<String, String>> change) {
        StreamDefinition stream = present(state);
        if (consumer == null) {
            return Decisions.change(state, stream.but().tags(change.apply(new TreeMap<>(stream.tags()))), tick);
        }
        ConsumerDefinition known = stream.consumerOf(consumer).orElseThrow(() -> noConsumer(stream, consumer));
        List<ConsumerDefinition> consumers = new ArrayList<>(stream.consumers());
        consumers.replaceAll(each -> each.equals(known)
                ? new ConsumerDefinition(known.name(), known.createdMillis(), change.apply(new TreeMap<>(known.tags())))
                : each);
        return Decisions.change(state, stream.but().consumers(consumers), tick);
    }

    Decision<StreamEvent, StreamReply> monitor(StreamState state, StreamCommand.Monitor monitor, Tick tick) {
        StreamDefinition stream = present(state);
        SortedSet<String> metrics = new TreeSet<>(stream.features().metrics());
        if (monitor.on()) {
            metrics.addAll(monitor.metrics());
        } else {
            metrics.removeAll(monitor.metrics());
        }
        if (metrics.contains(ALL_METRICS)) {
            throw new IllegalStateException("ALL stands for the single metrics: " + metrics);
        }
        Features old = stream.features();
        return Decisions.change(
                state,
                stream.but().features(new Features(old.retentionHours(), old.maxRecordKib(), List.copyOf(metrics))),
                tick);
    }

    Decision<StreamEvent, StreamReply> policy(StreamState state, StreamCommand.SetPolicy set, Tick tick) {
        StreamDefinition stream = present(state);
        SortedMap<String, String> policies = new TreeMap<>(stream.policies());
        if (set.policy() == null) {
            if (policies.remove(set.resource()) == null) {
                throw KinesisFaults.RESOURCE_NOT_FOUND.with(
                        "No resource policy found for resource ARN " + set.resource());
            }
        } else {
            policies.put(set.resource(), set.policy());
        }
        return Decisions.change(state, stream.but().policies(policies), tick);
    }

    Decision<StreamEvent, StreamReply> register(StreamState state, StreamCommand.RegisterConsumer register, Tick tick) {
        StreamDefinition stream = present(state);
        if (stream.consumer(register.name()).isPresent()) {
            throw KinesisFaults.RESOURCE_IN_USE.with("Consumer " + register.name() + " under stream " + stream.name()
                    + " already exists for account " + stream.account() + ".");
        }
        if (stream.consumers().size() >= KinesisLimits.CONSUMERS) {
            throw KinesisFaults.limit("Stream " + stream.name() + " under account " + stream.account() + " has "
                    + KinesisLimits.CONSUMERS + " registered consumers, the most it can have.");
        }
        List<ConsumerDefinition> consumers = new ArrayList<>(stream.consumers());
        long registered = state.held().registration(tick.now().toEpochMilli());
        consumers.add(new ConsumerDefinition(register.name(), registered, new TreeMap<>(register.tags())));
        return Decisions.change(state, stream.but().consumers(consumers), tick);
    }

    Decision<StreamEvent, StreamReply> deregister(
            StreamState state, StreamCommand.DeregisterConsumer deregister, Tick tick) {
        StreamDefinition stream = Decisions.required(state);
        String arn = deregister.arn();
        ConsumerDefinition known = (arn == null ? stream.consumer(deregister.name()) : stream.consumerOf(arn))
                .orElseThrow(() -> noConsumer(stream, arn == null ? deregister.name() : arn));
        List<ConsumerDefinition> consumers = new ArrayList<>(stream.consumers());
        consumers.remove(known);
        SortedMap<String, String> policies = new TreeMap<>(stream.policies());
        policies.remove(known.arn(stream.arn()));
        return Decisions.change(state, stream.but().consumers(consumers).policies(policies), tick);
    }

    private static FaultException noConsumer(StreamDefinition stream, String consumer) {
        return KinesisFaults.RESOURCE_NOT_FOUND.with(
                "Consumer " + consumer + ", account " + stream.account() + " not found.");
    }

    /** Settings may change in every status but DELETING. */
    private static StreamDefinition present(StreamState state) {
        StreamDefinition stream = Decisions.required(state);
        if (stream.status() == Status.DELETING) {
            throw KinesisFaults.notActive(stream.name(), stream.account(), "DELETING");
        }
        return stream;
    }
}
