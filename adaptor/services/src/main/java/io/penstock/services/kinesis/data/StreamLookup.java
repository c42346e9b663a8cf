package io.penstock.services.kinesis.data;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import org.jspecify.annotations.Nullable;

/** Finds the stream and the shard that a data operation names. */
public final class StreamLookup {

    private final StreamDirectory directory;

    StreamLookup(StreamDirectory directory) {
        this.directory = directory;
    }

    /** The stream of a name or an ARN, one that records go in and out of. */
    View find(CallContext call, @Nullable String name, @Nullable String arn) throws InterruptedException {
        if (arn != null) {
            Arn stream = StreamName.parse(arn)
                    .filter(named -> named.consumer().isEmpty())
                    .orElseThrow(() -> KinesisFaults.invalid("Invalid StreamARN: " + arn))
                    .stream();
            View view = find(call, stream);
            if (name != null && !view.stream().name().equals(name)) {
                throw KinesisFaults.invalid("StreamARN " + arn + " does not match StreamName " + name + ".");
            }
            return view;
        }
        if (name == null) {
            throw KinesisFaults.invalid("Either StreamName or StreamARN must be specified.");
        }
        return find(call, StreamName.arn(call.region(), call.account(), name));
    }

    /** The stream of an ARN, one that records go in and out of. */
    public View find(CallContext call, Arn arn) throws InterruptedException {
        View view = Await.reply(call, directory.findOrAsk(arn.toString())).orElseThrow(() -> notFound(arn));
        if (!view.stream().isServing()) {
            // The directory may be behind; the owner is not.
            view = Await.reply(call, directory.ask(arn.toString())).orElseThrow(() -> notFound(arn));
        }
        if (!view.stream().isServing()) {
            throw KinesisFaults.notActive(
                    view.stream().name(), arn.account(), view.stream().status().name());
        }
        return view;
    }

    /** What the owner of a known stream says. */
    public View ask(CallContext call, View known) throws InterruptedException {
        StreamDefinition stream = known.stream();
        return Await.reply(call, directory.ask(stream.arn()))
                .orElseThrow(() -> KinesisFaults.noStream(stream.name(), stream.account()));
    }

    private static RuntimeException notFound(Arn arn) {
        String resource = arn.resource();
        return KinesisFaults.noStream(resource.substring(resource.indexOf('/') + 1), arn.account());
    }

    /** The newest this node knows of a stream; what is given when that is of another creation. */
    public View newest(View known) {
        return directory
                .find(known.stream().arn())
                .filter(view -> view.stream().id().equals(known.stream().id())
                        && view.stream().version() >= known.stream().version())
                .orElse(known);
    }

    /** The shard of an id. */
    public static ShardDefinition shard(StreamDefinition stream, String shardId) {
        return stream.shard(shardId).orElseThrow(() -> KinesisFaults.noShard(shardId, stream.name(), stream.account()));
    }
}
