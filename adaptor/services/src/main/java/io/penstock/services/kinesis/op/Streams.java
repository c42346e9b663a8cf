package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.wire.CallContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the stream of a request, and talks to its aggregate. */
final class Streams {

    private final Environment environment;

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
