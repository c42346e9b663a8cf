package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.wire.CallContext;
import java.math.BigInteger;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;

/** SplitShard, MergeShards, UpdateShardCount. They answer when the stream is UPDATING; it is ACTIVE again when the children have taken over. */
final class Shards {

    private final Environment environment;
    private final Streams streams;

    Shards(Environment environment) {
        this.environment = environment;
        this.streams = new Streams(environment);
    }

    SplitShardResponse split(CallContext call, SplitShardRequest request) throws InterruptedException {
        BigInteger newStart = new BigInteger(request.newStartingHashKey());
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        refuseTooMany(arn, stream -> 1);
        streams.change(call, arn, new StreamCommand.Split(request.shardToSplit(), newStart));
        return SplitShardResponse.builder().build();
    }

    MergeShardsResponse merge(CallContext call, MergeShardsRequest request) throws InterruptedException {
        streams.change(
                call,
                Streams.arn(call, request.streamName(), request.streamARN()),
                new StreamCommand.Merge(request.shardToMerge(), request.adjacentShardToMerge()));
        return MergeShardsResponse.builder().build();
    }

    UpdateShardCountResponse updateCount(CallContext call, UpdateShardCountRequest request)
            throws InterruptedException {
        if (request.targetShardCount() < 1) {
            throw KinesisFaults.invalid("TargetShardCount must be at least 1.");
        }
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        refuseTooMany(
                arn, stream -> request.targetShardCount() - stream.openShards().size());
        StreamDefinition after =
                streams.change(call, arn, new StreamCommand.UpdateShardCount(request.targetShardCount()));
        return UpdateShardCountResponse.builder()
                .streamName(after.name())
                .streamARN(after.arn())
                // Parents that are closing count until their children have taken over.
                .currentShardCount(after.openShards().size())
                .targetShardCount(request.targetShardCount())
                .build();
    }

    /** Holds the open shards of the account against its quota, as this node knows them: calls at the same moment may pass it together. */
    private void refuseTooMany(Arn arn, ToIntFunction<StreamDefinition> more) {
        environment
                .directory()
                .find(arn.toString())
                .map(StreamDirectory.View::stream)
                .filter(stream -> stream.mode() == Mode.PROVISIONED && more.applyAsInt(stream) > 0)
                .ifPresent(stream -> Account.refuseTooManyShards(
                        streams.of(arn.account(), arn.region()),
                        arn.account(),
                        arn.region(),
                        more.applyAsInt(stream),
                        environment.settings().limits().account().shards()));
    }
}
