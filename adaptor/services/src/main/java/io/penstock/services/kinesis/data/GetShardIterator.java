package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;

/** GetShardIterator. */
final class GetShardIterator implements OperationHandler<GetShardIteratorRequest, GetShardIteratorResponse> {

    private final DataPlane plane;

    GetShardIterator(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public GetShardIteratorResponse handle(CallContext call, GetShardIteratorRequest request)
            throws InterruptedException {
        StreamDefinition stream = plane.streams().find(call, request.streamName(), request.streamARN()).stream();
        ShardDefinition shard = StreamLookup.shard(stream, request.shardId());
        if (!plane.throttles().iterator(stream, shard.number())) {
            throw KinesisFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with(shard.id(), stream.name(), stream.account());
        }
        long offset = plane.positions()
                .offset(
                        call,
                        stream,
                        shard,
                        new Positions.Wish(
                                "GetShardIterator",
                                request.shardIteratorType(),
                                request.startingSequenceNumber(),
                                request.timestamp()));
        IteratorToken token = new IteratorToken(
                stream.arn(),
                stream.id(),
                shard.number(),
                offset,
                plane.ports().clock().millis());
        return GetShardIteratorResponse.builder().shardIterator(token.encode()).build();
    }
}
