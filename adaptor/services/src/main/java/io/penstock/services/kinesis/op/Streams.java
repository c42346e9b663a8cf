package io.penstock.services.kinesis.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the stream of a request, and talks to its aggregate. */
final class Streams {

    private static final long LOOK_MILLIS = 5_000;

    private final Environment environment;

    /** When the topic of an adopted stream was looked at, by the stream's id. */
    private final Map<String, Long> looked = new ConcurrentHashMap<>();

    Streams(Environment environment) {
        this.environment = environment;
    }

    /** The ARN that a request means by name, ARN or both. */
    static Arn arn(CallContext call, @Nullable String name, @Nullable String arn) {
        if (arn == null) {
            if (name == null) {
                throw KinesisFaults.invalid("Either StreamARN or StreamName must be provided.");
            }
            return StreamName.arn(call.region(), call.account(), name);
        }
        Arn stream = stream(arn);
        if (name != null && !name.equals(StreamName.of(stream))) {
            throw KinesisFaults.invalid("StreamARN " + arn + " and StreamName " + name + " do not match.");
        }
        return stream;
    }

    /** The stream in the ARN of a stream or consumer. */
    static Arn stream(String arn) {
        return resource(arn).stream();
    }

    /** The stream or consumer in an ARN. */
    static StreamName.Named resource(String arn) {
        return StreamName.parse(arn).orElseThrow(() -> KinesisFaults.invalid("Invalid ARN: " + arn));
    }

    /** The stream, or the fault that there is none. */
    StreamDefinition find(CallContext call, Arn arn) throws InterruptedException {
        return Await.reply(call, environment.directory().findOrAsk(arn.toString()))
                .map(StreamDirectory.View::stream)
                .orElseThrow(() -> none(arn));
    }

    /** The stream as its owner knows it, or the fault that there is none. */
    StreamDefinition ask(CallContext call, Arn arn) throws InterruptedException {
        return Await.reply(call, environment.directory().ask(arn.toString()))
                .map(StreamDirectory.View::stream)
                .orElseThrow(() -> none(arn));
    }

    /**
     * The stream with all of its shards, or the fault that there is none. The partitions of a topic that was there before its stream are added to by others: those that are
     * new become shards now. Looks at most once in five seconds; when Kafka does not answer, what is known counts.
     */
    StreamDefinition findWhole(CallContext call, Arn arn) throws InterruptedException {
        StreamDefinition stream = find(call, arn);
        if (!stream.topic().adopted() || !stream.isServing() || !isDue(stream)) {
            return stream;
        }
        try {
            int partitions = Await.reply(
                            call, environment.topics().find(stream.topic().name()))
                    .map(Topics.Topic::partitions)
                    .orElse(0);
            return partitions <= stream.shards().size()
                    ? stream
                    : change(call, arn, new StreamCommand.Found(stream.id(), partitions));
        } catch (FaultException e) {
            return stream;
        }
    }

    private boolean isDue(StreamDefinition stream) {
        long now = environment.clock().millis();
        Long last = looked.get(stream.id());
        if (last != null && now - last < LOOK_MILLIS) {
            return false;
        }
        looked.put(stream.id(), now);
        return true;
    }

    /** The streams of an account in a Region that this node knows, by name. */
    List<StreamDefinition> of(AccountId account, Region region) {
        return environment.directory().list().stream()
                .filter(stream -> stream.account().equals(account)
                        && stream.parsedArn().region().equals(region))
                .sorted(java.util.Comparator.comparing(StreamDefinition::name))
                .toList();
    }

    /** Sends a command; the stream as the reply tells of it. */
    StreamDefinition change(CallContext call, Arn arn, StreamCommand command) throws InterruptedException {
        return switch (submit(call, arn, command)) {
            case StreamReply.Known(StreamDefinition stream) -> stream;
            case StreamReply.Absent _,
                    StreamReply.Grants _,
                    StreamReply.Subscribed _,
                    StreamReply.Demanded _,
                    StreamReply.Shares _,
                    StreamReply.Noted _ -> throw none(arn);
        };
    }

    /** Sends a command. */
    StreamReply submit(CallContext call, Arn arn, StreamCommand command) throws InterruptedException {
        return Await.reply(
                call,
                environment
                        .machines()
                        .submit(StreamCodecs.STREAMS, StreamDirectory.aggregate(arn.toString()), command));
    }

    private static RuntimeException none(Arn arn) {
        return KinesisFaults.noStream(StreamName.of(arn), arn.account());
    }
}
